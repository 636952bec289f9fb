// A push by `cvg push` moves the large figure of an open page, without reload, within a second of its commit, and says why.
import test from 'node:test';
import assert from 'node:assert/strict';
import { open, person, plain } from './browser.mjs';
import { ownChantier, ownTerritoire } from './pages.mjs';
import { world } from './worlds.mjs';

const WITHIN_MS = 1000;
const DAY_MS = 86_400_000;

// Notes every value that a live figure takes, with the time.
async function record(page, selector) {
  await page.evaluate((wanted) => {
    const element = document.querySelector(wanted);
    globalThis.taken = [];
    globalThis.neverReloaded = true;
    new MutationObserver(() => {
      const now = { at: Date.now(), value: Number(element.getAttribute('value')), text: element.textContent };
      const last = globalThis.taken.at(-1);
      if (!last || last.value !== now.value || last.text !== now.text) globalThis.taken.push(now);
    }).observe(element, { attributes: true, childList: true, characterData: true, subtree: true });
  }, selector);
}

// No event writes these tables: the page asks for itself anew, but not under who fills in a form.
test('/remontees and /retenues follow what comes', async () => {
  const place = await world('full');
  const chantier = place.chantiers.find((line) => line.territoire !== ownTerritoire(place)).chantier_id;
  const context = await person(place, 'convergence');
  // nothing was sent for this night yet: another envoi of one that was reported in time changes nothing of it
  const night = new Date(Date.parse(place.day) + DAY_MS).toISOString().slice(0, 10);
  const matrix = await open(context, place, `/remontees?perimetre=chantier:${chantier}&jusqua=${night}`);
  const { page, wrong } = await open(context, place, '/retenues');
  await page.waitForSelector('html[data-direct]', { state: 'attached' }).catch(() => {});
  for (const one of [page, matrix.page]) await one.evaluate(() => { globalThis.neverReloaded = true; });
  const nights = await matrix.page.locator('#nuits').innerHTML();
  const { outcome } = await place.ask('push', { chantier, kind: 'swapped', day: night });
  assert.equal(outcome.state, 'held');
  const row = page.locator(`#retenues a[href="/retenues/${outcome.submission}"]`);
  await row.waitFor({ timeout: 10_000 });
  await matrix.page.waitForFunction((before) => document.querySelector('#nuits').innerHTML !== before, nights, { timeout: 10_000 });
  for (const one of [page, matrix.page]) assert.equal(await one.evaluate(() => globalThis.neverReloaded), true);
  await row.focus();
  await place.ask('cvg', { args: ['discard', outcome.submission, '--reason', 'Essai.'] });
  await page.locator(`#decidees a[href="/retenues/${outcome.submission}"]`).waitFor({ timeout: 10_000 });
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('href')), `/retenues/${outcome.submission}`);
  assert.deepEqual([...wrong, ...matrix.wrong], []);
  await context.close();
});

const CASES = [
  ['/france', () => 'nation'],
  ['/territoire', (place) => `territoire:${ownTerritoire(place)}`],
  ['/chantier', (place) => `chantier:${ownChantier(place)}`],
];

for (const [name, scopeOf] of CASES) {
  test(`${name} moves by itself`, async () => {
    const place = await world('full');
    const scope = scopeOf(place);
    const chantier = place.chantiers.find((line) => line.chantier_id === ownChantier(place));
    const context = await person(place, 'convergence');
    const { page, wrong } = await open(context, place, scope === 'nation' ? name : `${name}/${scope.split(':')[1]}`);
    const figure = `[data-live="${scope} effectif.file_active"]`;
    await page.waitForSelector('html[data-direct]', { state: 'attached' }).catch(() => {});
    const known = page.locator(`[data-live="${scope} couverture.connu"]`);
    const knownBefore = await known.innerText();
    const before = Number(await page.locator(figure).first().getAttribute('value'));
    assert.ok(before > 0);
    await record(page, figure);
    const { outcome, judged_ms: judged } = await place.ask('push', { chantier: chantier.chantier_id, kind: 'joined' });
    assert.equal(outcome.state, 'accepted');
    await page.waitForFunction((value) => globalThis.taken.some((taken) => taken.value === value), before + 1, { timeout: 5000 });
    const taken = await page.evaluate(() => globalThis.taken);
    const arrived = taken.find(({ value }) => value === before + 1);
    assert.equal(plain(arrived.text), new Intl.NumberFormat('fr-FR').format(before + 1).replace(/\s/g, ' '));
    assert.ok(arrived.at - judged < WITHIN_MS, `told ${Math.round(arrived.at - judged)} ms after the commit`);
    assert.deepEqual(taken.map(({ value }) => value).filter((value) => value !== before && value !== before + 1), [], 'no other value was ever shown');
    // whose move it was may come after the figure, with the chantier's own
    const moves = page.locator(`[data-live-moves="${scope}"]`);
    await moves.filter({ hasText: chantier.nom }).waitFor({ timeout: 5000 });
    assert.ok(plain(await moves.innerText()).includes('+1'), await moves.innerText());
    assert.match(await known.innerText(), /^\d\d\/\d\d\/\d{4} à \d\d:\d\d$/);
    assert.ok(await known.innerText() >= knownBefore);
    if (scope !== `chantier:${chantier.chantier_id}`) {
      const row = scope === 'nation' ? `territoire:${chantier.territoire}` : `chantier:${chantier.chantier_id}`;
      for (const what of scope === 'nation' ? ['comptes', 'ancien'] : ['ancien']) assert.equal(await page.locator(`table data[data-live="${row} couverture.${what}"]`).count(), 1, what);
    }
    assert.equal(await page.evaluate(() => globalThis.neverReloaded), true);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('a page of another day loads itself anew, unless somebody writes in it', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence');
  const { page } = await open(context, place, '/france');
  // the page as it was on another day, once
  const old = (change) => page.route('**/france', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: change((await response.text()).replace(/day=[\d-]+/, 'day=2020-01-01')) });
  }, { times: 1 });
  const isOld = () => page.evaluate(() => document.body.dataset.stream.includes('day=2020'));
  await old((body) => body.replace('<form class="choix"', '<form data-ecrit class="choix"'));
  await page.reload();
  await page.waitForFunction(() => /à recharger/.test(document.querySelector('#etat').innerText), null, { timeout: 10_000 });
  assert.equal(await isOld(), true);
  await old((body) => body);
  await page.reload();
  await page.waitForFunction(() => !document.body.dataset.stream.includes('day=2020'), null, { timeout: 10_000 });
  await context.close();
});
