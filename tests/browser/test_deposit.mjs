// A chantier drops its files: a bad one is explained and not sent, a good one shows what it changes and is sent.
import test from 'node:test';
import assert from 'node:assert/strict';
import { drawn, open, person, plain } from './browser.mjs';
import { misshapen } from './shape.mjs';
import { ownChantier } from './pages.mjs';
import { violations } from './axe.mjs';
import { world } from './worlds.mjs';

async function drop(place, context, kind) {
  const { page, wrong } = await open(context, place, '/depot');
  await page.locator('input[type=file]').setInputFiles(await place.ask('files', { chantier: ownChantier(place), kind }));
  const day = page.locator('input[type=date]');
  if (await day.count() > 0) await day.first().fill(place.day);
  await page.locator('main form[data-depot] button:not([type=button])').first().click();
  await page.waitForSelector('#resultat :is(h2, h3, table, [role=alert])');
  await drawn(page);
  assert.deepEqual([...await misshapen(page), ...await violations(page), ...wrong], []);
  return page;
}

const sent = async (place) => JSON.parse(await place.ask('cvg', { args: ['submissions', '--chantier', ownChantier(place), '--format', 'json'] })).length;
const fileActive = async (place) => (await place.ask('figures', { scope: `chantier:${ownChantier(place)}`, period: place.period, programme: 'TOUS' })).figures['effectif.file_active'].num;

test('a file that is no export is refused with what to do, and nothing is sent', async () => {
  const place = await world('one');
  const before = await sent(place);
  const context = await person(place, 'chantier');
  const page = await drop(place, context, 'broken');
  assert.match(plain(await page.locator('main').innerText()), /refusé|ne peut pas être/i);
  assert.equal(await page.getByRole('button', { name: /envoyer/i }).count(), 0);
  assert.equal(await sent(place), before);
  await context.close();
});

test('a finding is told with its line, column and what to do', async () => {
  const place = await world('one');
  const context = await person(place, 'chantier');
  const page = await drop(place, context, 'found');
  const text = plain(await page.locator('main').innerText());
  assert.match(text, /date_entree/);
  assert.match(text, /31\/02\/2024/);
  assert.match(text, /ligne \d+/i);
  await context.close();
});

test('a good file shows its effect, is sent, and moves the figures', async () => {
  const place = await world('one');
  const before = { sent: await sent(place), fileActive: await fileActive(place) };
  const context = await person(place, 'chantier');
  const page = await drop(place, context, 'joined');
  const text = plain(await page.locator('main').innerText());
  const row = plain(await page.locator('#resultat tr').filter({ hasText: 'File active' }).first().innerText()).split(' ');
  assert.ok(row.includes(`${before.fileActive}`) && row.includes(`${before.fileActive + 1}`), row.join(' '));
  assert.equal(await sent(place), before.sent, 'looking sends nothing');
  await page.getByRole('button', { name: /envoyer/i }).click();
  await page.waitForFunction(() => /accepté/i.test(document.querySelector('main').innerText), null, { timeout: 20_000 });
  assert.equal(await sent(place), before.sent + 1);
  assert.equal(await fileActive(place), before.fileActive + 1);
  await context.close();
});

test('without JavaScript the form works too', async () => {
  const place = await world('one');
  const context = await person(place, 'chantier', { javaScriptEnabled: false });
  const { page } = await open(context, place, '/depot');
  await page.locator('input[type=file]').setInputFiles(await place.ask('files', { chantier: ownChantier(place), kind: 'found' }));
  if (await page.locator('input[type=date]').count() > 0) await page.locator('input[type=date]').first().fill(place.day);
  await page.locator('main form button').first().click();
  await page.waitForURL(/\/depot\/.+/);
  assert.match(await page.locator('main').innerText(), /date_entree/);
  await context.close();
});

test('the template can be taken', async () => {
  const place = await world('one');
  const context = await person(place, 'chantier');
  const { page } = await open(context, place, '/depot');
  const response = await context.request.get(await page.locator('a[href*="xlsx"]').first().evaluate((a) => a.href));
  assert.equal(response.status(), 200);
  assert.equal((await response.body()).subarray(0, 2).toString(), 'PK');
  await context.close();
});
