// Reference data and closures, edited by a person, with JavaScript and without: what was typed stays beside what is wrong with it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { PHONE, open, person, plain } from './browser.mjs';
import { ownChantier, ownTerritoire } from './pages.mjs';
import { overflow } from './shape.mjs';
import { world } from './worlds.mjs';

const figure = (text) => Number(text.replace(/\D/g, ''));

// The nation's target as /france shows it.
async function target(context, place) {
  const { page } = await open(context, place, '/france');
  const text = await page.locator('.phare .cible').first().innerText();
  await page.close();
  return figure(/objectif\s([\d\s\u202f\u00a0]+)/i.exec(text)[1]);
}

// The last chantiers of other territories, which no other test of this world edits.
const others = (place) => place.chantiers.filter((line) => line.territoire !== ownTerritoire(place)).map((line) => line.chantier_id);

for (const [n, javaScriptEnabled] of [[0, true], [1, false]]) {
  const how = javaScriptEnabled ? 'with JavaScript' : 'without JavaScript';

  test(`a target is edited, ${how}`, async () => {
    const place = await world('full');
    const context = await person(place, 'convergence', { javaScriptEnabled });
    const chantier = others(place)[n];
    const before = await target(context, place);
    const { page, wrong } = await open(context, place, '/reference');
    await page.locator(`main a[href="/reference/chantier/${chantier}"]`).click();
    await page.waitForURL(`**/reference/chantier/${chantier}`);
    const field = page.locator('main input[name=objectif]');
    const old = figure(await field.inputValue());
    await field.fill('beaucoup');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('main [role=alert]').waitFor();
    assert.match(plain(await page.locator('main [role=alert]').innerText()), /« beaucoup » n’est pas un nombre/);
    assert.equal(await field.inputValue(), 'beaucoup');
    await field.fill(String(old + 60));
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('main .message.ok').waitFor();
    assert.match(plain(await page.locator('main').innerText()), /La ligne est corrigée/);
    for (let tries = 0; tries < 40 && await target(context, place) !== before + 60; tries++) await new Promise((resolve) => setTimeout(resolve, 100));
    assert.equal(await target(context, place), before + 60);
    await page.locator('main input[name=objectif]').fill(String(old));
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('main .message.ok').waitFor();
    assert.deepEqual(wrong, []);
    await context.close();
  });

  test(`a closure is declared, refused, taken back, ${how}`, async () => {
    const place = await world('full');
    const context = await person(place, 'coordination', { javaScriptEnabled });
    const chantier = place.of(ownTerritoire(place)).map((line) => line.chantier_id)[4 + n];
    const { page, wrong } = await open(context, place, `/chantier/${chantier}`);
    page.on('dialog', (dialog) => dialog.accept());
    const declare = async (debut, fin, motif) => {
      await page.locator('main input[name=debut]').last().fill(debut);
      await page.locator('main input[name=fin]').last().fill(fin);
      await page.locator('main input[name=motif]').fill(motif);
      await page.getByRole('button', { name: 'Déclarer la fermeture' }).click();
    };
    await page.locator('main summary').filter({ hasText: 'Déclarer une fermeture' }).click();
    await declare('2099-07-01', '2099-07-14', 'Congés d’été');
    await page.waitForURL(`**/chantier/${chantier}`);
    await page.locator('main .message.ok').waitFor();
    await page.goto(`/chantier/${chantier}/fermetures`);
    await declare('2099-07-14', '2099-07-20', 'Encore');
    await page.locator('main [role=alert]').waitFor();
    assert.match(plain(await page.locator('main [role=alert]').innerText()), /déjà déclarée du 01\/07\/2099 au 14\/07\/2099/);
    assert.equal(await page.locator('main input[name=motif]').inputValue(), 'Encore');
    await page.locator('main table#fermetures a').filter({ hasText: '01/07/2099' }).click();
    await page.getByRole('button', { name: 'Retirer cette fermeture' }).click();
    await page.locator('main .message.ok').waitFor();
    assert.equal(await page.locator('main table#fermetures tbody tr').filter({ hasText: '01/07/2099' }).count(), 0);
    assert.equal(await page.locator('main table#historique tbody tr').filter({ hasText: 'Congés d’été' }).count(), 1);
    assert.deepEqual(wrong, []);
    await context.close();
  });
}

test('a person with an old form is told, and sees the state of now beside what they typed', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence');
  const address = `/reference/chantier/${others(place)[2]}`;
  const { page: first } = await open(context, place, address);
  const { page: second } = await open(context, place, address);
  const old = await first.locator('main input[name=support]').inputValue();
  for (const [page, text] of [[first, 'Maraîchage'], [second, 'Menuiserie']]) {
    await page.locator('main input[name=support]').fill(text);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.locator('main .message').first().waitFor();
  }
  assert.match(plain(await second.locator('main [role=alert]').innerText()), /entre-temps/);
  assert.equal(await second.locator('main input[name=support]').inputValue(), 'Menuiserie');
  assert.ok((await second.locator('main table#lignes').innerText()).includes('Maraîchage'));
  await second.locator('main input[name=support]').fill(old);
  await second.getByRole('button', { name: 'Enregistrer' }).click();
  await second.locator('main .message.ok').waitFor();
  await context.close();
});

test('the nights: each says its state in words, links to its submission, and fits a phone', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence', { viewport: PHONE });
  const { page } = await open(context, place, '/remontees');
  assert.equal(await overflow(page), 0);
  const table = page.locator('table#nuits');
  assert.equal(await table.locator('tbody tr:not(.section)').count(), place.chantiers.length);
  const silent = await table.locator('td[class*="nuit-"]').evaluateAll((all) => all.filter((td) => !td.querySelector('[role=img][aria-label]')).length);
  assert.equal(silent, 0);
  const own = table.locator('tr').filter({ has: page.locator(`th a[href="/chantier/${ownChantier(place)}"]`) });
  const link = own.locator('td a').last();
  assert.match(await link.getAttribute('href'), new RegExp(`^/chantier/${ownChantier(place)}/envoi/`));
  await page.getByRole('link', { name: /Nuits plus anciennes/ }).click();
  assert.match(page.url(), /jusqua=\d{4}-\d\d-\d\d/);
  await page.getByRole('link', { name: /Nuits plus récentes/ }).waitFor();
  await context.close();
});
