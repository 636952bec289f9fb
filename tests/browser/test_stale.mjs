// A page says by itself that it is stale, and heals by itself: aggregation that sleeps, aggregation that is gone, the dashboard that is gone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { open, person, plain } from './browser.mjs';
import { ownChantier } from './pages.mjs';
import { world } from './worlds.mjs';

const NATION = '[data-live="nation effectif.file_active"]';

async function told(page, stale, seconds) {
  await page.waitForFunction((wanted) => /figé/i.test(document.querySelector('#etat').innerText) === wanted, stale, { timeout: 1000 * seconds });
}

for (const [name, daemon, kill] of [['aggregation sleeps', 'aggregation', false], ['aggregation is gone', 'aggregation', true],
  ['the dashboard is gone', 'dashboard', true]]) {
  test(`stale: ${name}`, async () => {
    const place = await world('one');
    const context = await person(place, 'convergence');
    const { page } = await open(context, place, '/france');
    await told(page, false, 10);
    const before = Number(await page.locator(NATION).first().getAttribute('value'));
    await page.evaluate(() => { globalThis.neverReloaded = true; });
    await place.ask('stop', { name: daemon, kill });
    try {
      await told(page, true, 30);
      assert.match(plain(await page.locator('#etat').innerText()), /figées depuis \d+ h \d+|figées depuis \d+:\d+/, 'since when, and why');
      // the number stays, and is not taken for a fresh one
      assert.equal(Number(await page.locator(NATION).first().getAttribute('value')), before);
      await place.ask('push', { chantier: ownChantier(place), kind: 'joined' });
    } finally {
      await place.ask('heal');
    }
    await told(page, false, 30);
    await page.waitForFunction(([selector, value]) => Number(document.querySelector(selector).getAttribute('value')) === value, [NATION, before + 1],
      { timeout: 30_000 });
    assert.equal(await page.evaluate(() => globalThis.neverReloaded), true);
    await context.close();
  });
}
