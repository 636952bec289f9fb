// Without JavaScript: pages are readable, their tables hold the numbers of `cvg figures`, and forms work.
import test from 'node:test';
import assert from 'node:assert/strict';
import { AT_ONCE, inTabs, open, person, plain } from './browser.mjs';
import { pagesOf } from './pages.mjs';
import { misshapen } from './shape.mjs';
import { world } from './worlds.mjs';

const number = (text) => Number(text.replace(/[^\d,-]/g, '').replace(',', '.'));

test('every page without JavaScript', { concurrency: AT_ONCE }, async (t) => {
  const place = await world('full');
  const context = await person(place, 'operateur', { engine: 'light', javaScriptEnabled: false });
  await inTabs(context, place, pagesOf(place, 'operateur'), ({ page: tab, go }, page) => t.test(page.name, async () => {
    assert.equal((await go(page.path(place))).status(), 200);
    assert.deepEqual(await misshapen(tab), []);
  }));
  await context.close();
});

test('the table of the territories holds the numbers of cvg figures', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence', { javaScriptEnabled: false });
  const { page } = await open(context, place, `/france?periode=${place.period}&programme=TOUS`);
  const table = page.locator('table.tableau').filter({ hasText: place.territoires[0].nom }).first();
  const heads = await table.locator('thead th').allInnerTexts();
  const column = heads.findIndex((head) => /file active/i.test(head));
  assert.ok(column > 0, heads.join(' | '));
  let sum = 0;
  for (const { code, nom } of place.territoires) {
    const { figures } = await place.ask('figures', { scope: `territoire:${code}`, period: place.period, programme: 'TOUS' });
    const row = table.locator('tbody tr').filter({ hasText: nom }).first();
    const cell = plain(await row.locator('th, td').nth(column).innerText());
    assert.equal(number(cell), figures['effectif.file_active'].num, nom);
    sum += number(cell);
  }
  const shown = Number(await page.locator('[data-live="nation effectif.file_active"]').first().getAttribute('value'));
  assert.equal(shown, sum);
  await context.close();
});
