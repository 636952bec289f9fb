// What is shown can be taken away: CSV and workbooks with perimeter, period, coverage and versions in the file, and the document itself.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { open, person } from './browser.mjs';
import { pagesOf } from './pages.mjs';
import { world } from './worlds.mjs';

const WITH_TABLES = ['france', 'territoire', 'chantier', 'remontees', 'indicateurs', 'indicateur'];
// what a file must say of itself
const MARKS = [/périmètre/i, /période/i, /programme/i, /couverture/i, /définitions/i, /connu/i];

// The texts of a workbook, by the only reader that every machine here has.
function textsOf(bytes) {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'cvg-xlsx-')), 'classeur.xlsx');
  fs.writeFileSync(file, bytes);
  try {
    return execFileSync('python3', ['-c', 'import sys, zipfile\nz = zipfile.ZipFile(sys.argv[1])\n'
      + 'print("\\n".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml")))', file], { encoding: 'utf8', maxBuffer: 1 << 26 });
  } finally {
    fs.rmSync(path.dirname(file), { recursive: true });
  }
}

test('CSV of every table, and the workbook, of every page of figures', async (t) => {
  const place = await world('full');
  const context = await person(place, 'convergence');
  for (const page of pagesOf(place, 'convergence').filter(({ name }) => WITH_TABLES.includes(name))) {
    await t.test(page.name, async () => {
      const { page: tab } = await open(context, place, page.path(place));
      const links = await tab.locator('a[href*="format=csv"]').evaluateAll((all) => all.map((a) => a.href));
      assert.ok(links.length > 0, 'no link to a CSV');
      for (const link of links) {
        const response = await context.request.get(link);
        assert.equal(response.status(), 200, link);
        assert.match(response.headers()['content-type'], /^text\/csv; charset=utf-8/i);
        assert.match(response.headers()['content-disposition'] ?? '', /attachment; filename="?[\w.-]+\.csv/);
        const text = await response.text();
        for (const mark of MARKS) assert.match(text, mark, link);
        assert.ok(text.split('\n').filter((line) => line.includes(';')).length > 1, link);
      }
      const book = await tab.locator('a[href*="format=xlsx"]').first().evaluate((a) => a.href);
      const response = await context.request.get(book);
      assert.equal(response.status(), 200);
      const texts = textsOf(await response.body());
      for (const mark of MARKS) assert.match(texts, mark, book);
      await tab.close();
    });
  }
  await context.close();
});

test('the CSV of the territories holds the numbers of cvg figures', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence');
  const { page } = await open(context, place, `/france?periode=${place.period}&programme=TOUS`);
  const link = await page.locator('a[href*="format=csv"][href*="territoires"]').first().evaluate((a) => a.href);
  const lines = (await (await context.request.get(link)).text()).split(/\r?\n/).map((line) => line.split(';'));
  const head = lines.find((cells) => cells.some((cell) => /file active/i.test(cell)) && cells.length > 3);
  const column = head.findIndex((cell) => /file active/i.test(cell));
  for (const { code, nom } of place.territoires) {
    const { figures } = await place.ask('figures', { scope: `territoire:${code}`, period: place.period, programme: 'TOUS' });
    const line = lines.find((cells) => cells.some((cell) => cell.replace(/^"|"$/g, '') === nom || cell === code));
    assert.ok(line, nom);
    assert.equal(Number(line[column]), figures['effectif.file_active'].num, nom);
  }
  await context.close();
});

test('a cell that begins like a formula is text in the files', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence');
  // the trends of four weeks are « +12 », « −3 » and « = »
  const csv = await (await context.request.get('/france?format=csv&table=territoires')).text();
  const { tables } = await (await context.request.get('/france?format=json')).json();
  const signed = tables.territoires.lignes.flatMap(({ cellules }) => cellules).filter(({ texte }) => /^[=+]/.test(texte));
  assert.ok(signed.length > 0, 'nothing here begins like a formula');
  assert.doesNotMatch(csv, /(^|;)"?[=+@]/m);
  const book = textsOf(await (await context.request.get('/france?format=xlsx')).body());
  assert.doesNotMatch(book, /<f[ >]/, 'a formula');
  await context.close();
});
