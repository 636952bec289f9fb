// On paper and on the wall: the sheet of a chantier is one A4 page, the theme is chosen and kept.
import test from 'node:test';
import assert from 'node:assert/strict';
import { drawn, open, person } from './browser.mjs';
import { ownChantier } from './pages.mjs';
import { world } from './worlds.mjs';

// Pages of a PDF as Chromium writes it.
const pagesIn = (pdf) => (pdf.toString('latin1').match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;

for (const name of ['full', 'one']) {
  test(`the sheet of a chantier fits one page of A4, ${name}`, async () => {
    const place = await world(name);
    const context = await person(place, 'convergence');
    const { page } = await open(context, place, `/chantier/${ownChantier(place)}/fiche`);
    await drawn(page);
    await page.emulateMedia({ media: 'print' });
    const pdf = await page.pdf({ format: 'A4', preferCSSPageSize: true, printBackground: true });
    assert.equal(pagesIn(pdf), 1);
    const shown = await page.evaluate(() => [...document.querySelectorAll('nav, form, button')].filter((element) => element.checkVisibility()).length);
    assert.equal(shown, 0, 'what only a screen has is printed');
    await context.close();
  });
}

test('the theme follows the machine until it is chosen, and stays chosen', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence', { colorScheme: 'light' });
  const { page } = await open(context, place, '/france');
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await ground();
  assert.notEqual(light, dark);
  await page.emulateMedia({ colorScheme: 'light' });
  const toggle = page.getByRole('button', { name: /thème|sombre|clair/i }).first();
  for (let tries = 0; tries < 3 && await ground() !== dark; tries++) await toggle.click();
  assert.equal(await ground(), dark);
  await page.goto('/remontees');
  assert.equal(await ground(), dark, 'the choice is forgotten by the next page');
  await context.close();
});
