// An alert comes to an open page by itself, is taken care of and silenced in two clicks, and tells its story; nobody sees or touches another scope's.
import test from 'node:test';
import assert from 'node:assert/strict';
import { open, person, plain } from './browser.mjs';
import { ownChantier, ownTerritoire } from './pages.mjs';
import { world } from './worlds.mjs';

// A chantier of the coordination's territory that the other tests do not push for.
const quiet = (place) => place.of(ownTerritoire(place)).at(-2);
const cardOf = (page, nom) => page.locator('.alerte').filter({ hasText: nom }).filter({ hasText: 'Envoi refusé' });
const dayIn = (days) => new Date(Date.now() + days * 86400e3).toLocaleDateString('fr-FR', { timeZone: 'Europe/Paris' });

// In the page: does the number beside "Alertes" say what the list of those that nobody takes care of does?
async function waiting() {
  const { tables } = await (await fetch('/alertes?etat=ouvertes&format=json')).json();
  const n = tables.alertes.lignes.filter(({ entete }) => !entete).length;
  return Number(document.querySelector('[data-alertes]').textContent) === n;
}

async function until(page, look) {
  for (let tries = 0; tries < 100; tries++) {
    if (await page.evaluate(look)) return;
    await page.waitForTimeout(100);
  }
  assert.fail(`not within 10 s: ${look.name}`);
}

async function refusal(place) {
  const line = quiet(place);
  const { outcome } = await place.ask('push', { chantier: line.chantier_id, kind: 'broken' });
  assert.equal(outcome.state, 'refused');
  return line;
}

test('an alert comes by itself, and is taken care of in two clicks', async () => {
  const place = await world('full');
  const context = await person(place, 'coordination');
  const { page, wrong } = await open(context, place, '/alertes');
  await page.waitForFunction(() => document.documentElement.hasAttribute('data-direct'));
  const badge = page.locator('nav.pages [data-alertes]');
  const before = Number(await badge.textContent());
  const { nom } = await refusal(place);
  await page.waitForFunction((n) => Number(document.querySelector('[data-alertes]').textContent) > n, before);
  const card = cardOf(page, nom);
  await card.waitFor();

  await card.locator('summary').filter({ hasText: 'S’en occuper' }).click();
  await card.getByRole('button', { name: 'Je m’en occupe' }).click();
  await page.locator('.message.ok').waitFor();
  assert.match(plain(await card.innerText()), new RegExp(`Léa Martin s’en occupe, retour le ${dayIn(7)}`));
  await until(page, waiting);

  await card.locator('summary').filter({ hasText: 'Faire taire' }).click();
  await card.getByRole('button', { name: 'Ne plus rien en dire' }).click();
  await page.locator('.message.ok').filter({ hasText: 'aucun message' }).waitFor();
  assert.match(plain(await card.innerText()), new RegExp(`Silence jusqu’au ${dayIn(8)} à 00:00, par ${place.accounts.coordination.login}`));

  await card.locator('h3 a').click();
  await page.waitForURL('**/alertes/*');
  const rows = page.locator('table#histoire tbody tr');
  const told = (await rows.allInnerTexts()).map(plain);
  assert.match(told[0], /ouverte attention Un envoi dont la situation est celle du/);
  assert.match(told.at(-1), new RegExp(`prise en charge .*${place.accounts.coordination.login}`));
  const answer = plain(await page.locator('section', { has: page.locator('#t-pourquoi') }).innerText());
  assert.match(answer, /Aucun message ne vous a été adressé.*s’adresse à : le chantier\..*Quelqu’un s’en occupe.*Un silence est en vigueur/);

  await page.goto('/alertes');
  await page.locator('.silences li').filter({ hasText: nom }).getByRole('button').click();
  await page.locator('.message.ok').filter({ hasText: 'Le silence est fini' }).waitFor();
  assert.equal(await page.locator('.silences li').filter({ hasText: nom }).count(), 0);
  assert.deepEqual(wrong, []);
  await context.close();
});

test('without a script: taken care of, resolved, and told why', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence', { javaScriptEnabled: false });
  const line = place.of(ownTerritoire(place)).at(-3);
  await place.ask('push', { chantier: line.chantier_id, kind: 'broken' });
  const id = await place.ask('alert', { chantier: line.chantier_id, rule: 'A-REFUSEE' });
  const { page } = await open(context, place, `/alertes/${id}`);
  await page.locator('summary').filter({ hasText: 'S’en occuper' }).click();
  await page.locator('input[name=responsable]').fill('Claire, puis Paul');
  await page.locator('input[name=note]').fill('Rappel jeudi.');
  await page.getByRole('button', { name: 'Je m’en occupe' }).click();
  assert.match(plain(await page.locator('.alerte').innerText()), /Claire, puis Paul s’en occupe, retour le .* : Rappel jeudi\./);
  await place.ask('push', { chantier: line.chantier_id, kind: 'joined' });
  await place.ask('resolved', { alert: id });
  await page.goto('/alertes?etat=resolues');
  const card = cardOf(page, line.nom).first();
  assert.match(plain(await card.innerText()), /résolue le/);
  assert.equal(await card.locator('form').count(), 0);
  await page.goto('/alertes?regle=A-RETENUE');
  assert.equal(await page.locator('.alerte h3').filter({ hasNotText: 'Envoi retenu' }).count(), 0);
  assert.ok(await page.locator('.alerte h3').count() >= 2);
  await context.close();
});

test('a date that cannot be is said, and what was typed stays', async () => {
  const place = await world('full');
  const context = await person(place, 'chantier');
  await place.ask('push', { chantier: ownChantier(place), kind: 'broken' });
  const id = await place.ask('alert', { chantier: ownChantier(place), rule: 'A-REFUSEE' });
  const { page } = await open(context, place, `/alertes/${id}`);
  assert.equal(await page.locator('summary').filter({ hasText: 'Faire taire' }).count(), 0, 'a chantier does not silence itself');
  await page.locator('summary').filter({ hasText: 'S’en occuper' }).click();
  await page.locator('input[name=responsable]').fill('Samir');
  await page.locator('input[name=retour]').evaluate((field) => { field.min = ''; field.value = '2020-01-01'; });
  await page.getByRole('button', { name: 'Je m’en occupe' }).click();
  assert.match(plain(await page.getByRole('alert').innerText()), /date à venir/);
  assert.equal(await page.locator('input[name=responsable]').inputValue(), 'Samir');
  await place.ask('push', { chantier: ownChantier(place), kind: 'joined' });
  await context.close();
});

test('nobody sees or touches another scope’s alert', async () => {
  const place = await world('full');
  for (const role of ['chantier', 'coordination', 'dgefp']) {
    const context = await person(place, role);
    const { alerte, chantier } = place.elsewhere;
    const jeton = (await (await context.request.get('/compte')).text()).match(/name="jeton"[^>]*value="([^"]+)"/)[1];
    for (const response of [await context.request.get(`/alertes/${alerte}`, { maxRedirects: 0 }), await context.request.get(`/alertes?perimetre=chantier:${chantier}`),
      await context.request.post(`/alertes/${alerte}`, { form: { jeton, acte: 'acquitter', responsable: 'x', note: '', retour: '2099-01-01' }, maxRedirects: 0 }),
      await context.request.post(`/alertes/${alerte}`, { form: { jeton, acte: 'taire', raison: 'x', fin: '2099-01-01' }, maxRedirects: 0 }),
      await context.request.post('/alertes', { form: { jeton, portee: chantier, n: '1' }, maxRedirects: 0 })]) {
      assert.equal(response.status(), 403, `${role}: ${response.url()}`);
      assert.ok(!(await response.text()).includes('Envoi retenu'), role);
    }
    const list = await context.request.get('/alertes');
    assert.equal(list.status(), role === 'dgefp' ? 403 : 200);
    assert.ok(!(await list.text()).includes(alerte), `${role} is shown ${alerte}`);
    await context.close();
  }
});
