// Screenshots of every page, in every world, light and dark, on a desktop and a phone: one sheet a page in docs/ecrans, each shot whole in build/browser/ecrans.
import fs from 'node:fs';
import path from 'node:path';
import { DESKTOP, PHONE, browser, drawn, endBrowser, open, person, visitor } from './browser.mjs';
import { PAGES, roleFor } from './pages.mjs';
import { top } from './packages.mjs';
import { endWorlds, world } from './worlds.mjs';

const WORLDS = { empty: 'aucun export', one: 'un chantier', full: '68 chantiers' };
const SIZES = { desktop: { viewport: DESKTOP }, phone: { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } };
const THEMES = ['light', 'dark'];
const TALLEST = 2200; // CSS pixels of a page that a sheet shows, a longer one fades out; a phone's share of them in its own proportion
const HERO = { page: 'france', world: 'full', viewport: { width: 1280, height: 820 } };
const LEAST_QUALITY = 0.5, SHEET_BYTES = 250_000;

const shots = path.join(top, 'build/browser/ecrans');
const sheets = path.join(top, 'docs/ecrans');

async function shoot(place, page, size, colorScheme) {
  const role = roleFor(page);
  const options = { ...SIZES[size], colorScheme };
  const context = role ? await person(place, role, options) : await visitor(place, options);
  const { page: tab, response } = await open(context, place, page.path(place));
  if (response.status() !== 200) console.error(`${page.path(place)}: HTTP ${response.status()}`);
  await drawn(tab).catch(() => console.error(`${page.path(place)}: charts that are not drawn`));
  const file = path.join(shots, `${page.name}-${place.name}-${colorScheme}-${size}.png`);
  await tab.screenshot({ path: file, fullPage: true });
  await context.close();
  return file;
}

// All shots of a page on one picture, a row a world; the bytes of a WebP that is light enough to be kept in the tree.
async function compose(rows) {
  const tab = await (await browser()).newPage();
  const images = rows.map(({ label, files }) => ({ label, files: files.map((file) => `data:image/png;base64,${fs.readFileSync(file, 'base64')}`) }));
  const encoded = await tab.evaluate(async ({ images, tallest, least, limit }) => {
    const WIDTHS = [600, 600, 200, 200], GAP = 20, LABEL = 34, SCALES = [1280, 1280, 360, 360], FADE = 60, GROUND = '#8b919a';
    const loaded = await Promise.all(images.map(async ({ label, files }) => ({ label, pictures: await Promise.all(files.map(async (source) => {
      const picture = new Image();
      picture.src = source;
      await picture.decode();
      return picture;
    })) })));
    const shownHeight = (picture, i) => Math.min(picture.height * WIDTHS[i] / picture.width, tallest * WIDTHS[0] / SCALES[0]);
    const heights = loaded.map(({ pictures }) => Math.max(...pictures.map(shownHeight)));
    const canvas = document.createElement('canvas');
    canvas.width = WIDTHS.reduce((sum, width) => sum + width + GAP, GAP);
    canvas.height = heights.reduce((sum, height) => sum + height + LABEL + GAP, GAP);
    const paper = canvas.getContext('2d');
    paper.imageSmoothingQuality = 'high';
    paper.fillStyle = GROUND;
    paper.fillRect(0, 0, canvas.width, canvas.height);
    let y = GAP;
    loaded.forEach(({ label, pictures }, row) => {
      paper.fillStyle = '#ffffff';
      paper.font = '600 18px Inter, sans-serif';
      paper.fillText(label, GAP, y + 20);
      let x = GAP;
      pictures.forEach((picture, i) => {
        const height = shownHeight(picture, i);
        paper.drawImage(picture, 0, 0, picture.width, height * picture.width / WIDTHS[i], x, y + LABEL, WIDTHS[i], height);
        if (height < picture.height * WIDTHS[i] / picture.width) {
          const end = y + LABEL + height, fade = paper.createLinearGradient(0, end - FADE, 0, end);
          fade.addColorStop(0, `${GROUND}00`);
          fade.addColorStop(1, GROUND);
          paper.fillStyle = fade;
          paper.fillRect(x, end - FADE, WIDTHS[i], FADE);
        }
        x += WIDTHS[i] + GAP;
      });
      y += heights[row] + LABEL + GAP;
    });
    let encoded;
    for (let quality = 0.85; quality >= least; quality -= 0.05) {
      encoded = canvas.toDataURL('image/webp', quality).split(',')[1];
      if (encoded.length * 3 / 4 <= limit) break;
    }
    return encoded;
  }, { images, tallest: TALLEST, least: LEAST_QUALITY, limit: SHEET_BYTES });
  await tab.close();
  return Buffer.from(encoded, 'base64');
}

async function hero() {
  const place = await world(HERO.world);
  const context = await person(place, 'convergence', { viewport: HERO.viewport, colorScheme: 'light' });
  const { page: tab } = await open(context, place, PAGES.find(({ name }) => name === HERO.page).path(place));
  await drawn(tab);
  const file = path.join(shots, 'une.png');
  await tab.screenshot({ path: file });
  await context.close();
  const blank = await (await browser()).newPage();
  const encoded = await blank.evaluate(async (source) => {
    const picture = new Image();
    picture.src = source;
    await picture.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: picture.width, height: picture.height });
    canvas.getContext('2d').drawImage(picture, 0, 0);
    return canvas.toDataURL('image/webp', 0.9).split(',')[1];
  }, `data:image/png;base64,${fs.readFileSync(file, 'base64')}`);
  fs.writeFileSync(path.join(sheets, 'une.webp'), Buffer.from(encoded, 'base64'));
}

async function main(names) {
  const unknown = names.filter((name) => !PAGES.some((page) => page.name === name));
  if (unknown.length > 0) throw new Error(`no page ${unknown.join(', ')}; there are: ${PAGES.map(({ name }) => name).join(' ')}`);
  fs.mkdirSync(shots, { recursive: true });
  fs.mkdirSync(sheets, { recursive: true });
  for (const page of PAGES.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const rows = [];
    for (const [name, label] of Object.entries(WORLDS)) {
      const place = await world(name);
      if (page.needs && !place[page.needs]) continue;
      const files = [];
      for (const size of Object.keys(SIZES)) for (const theme of THEMES) files.push(await shoot(place, page, size, theme));
      rows.push({ label, files });
    }
    const sheet = await compose(rows);
    fs.writeFileSync(path.join(sheets, `${page.name}.webp`), sheet);
    console.log(`${page.name}.webp: ${Math.round(sheet.length / 1000)} KB`);
  }
  if (names.length === 0 || names.includes(HERO.page)) await hero();
}

try {
  await main(process.argv.slice(2));
} finally {
  await endBrowser();
  await endWorlds();
}
