// A person decides on held submissions: beside the state before, with a reason, and with a trace of who did it.
import test from 'node:test';
import assert from 'node:assert/strict';
import { open, person, plain } from './browser.mjs';
import { ownTerritoire } from './pages.mjs';
import { world } from './worlds.mjs';

const REASON = 'Vérifié par téléphone avec le chantier.';

// A held submission of the nth chantier of the coordination's territory that no other test touches.
async function held(place, n) {
  const chantier = place.of(ownTerritoire(place)).map((line) => line.chantier_id)[n];
  const { outcome } = await place.ask('push', { chantier, kind: 'swapped' });
  assert.equal(outcome.state, 'held');
  return { chantier, nom: place.chantiers.find((line) => line.chantier_id === chantier).nom, submission: outcome.submission };
}

const stateOf = async (place, submission) => JSON.parse(await place.ask('cvg', { args: ['show', submission, '--format', 'json'] })).state;

async function decide(place, context, one, choice) {
  const { page, wrong } = await open(context, place, '/retenues');
  page.on('dialog', (dialog) => dialog.accept());
  await page.locator('main a').filter({ hasText: one.nom }).first().click();
  await page.waitForURL(`**/retenues/${one.submission}`);
  const now = Number(await page.locator('.phare data').first().getAttribute('value'));
  const { figures } = await place.ask('figures', { scope: `chantier:${one.chantier}`, period: place.period, programme: 'CVG' });
  assert.equal(now, figures['effectif.file_active'].num, 'the file active as it is now');
  const button = page.getByRole('button', { name: choice });
  // without a reason nothing is decided
  await button.click();
  assert.equal(await stateOf(place, one.submission), 'held');
  await page.locator('textarea[name=motif], input[name=motif]').first().fill(REASON);
  await button.click();
  await page.waitForFunction(() => !document.querySelector('textarea[name=motif]'));
  assert.deepEqual(wrong, []);
}

for (const [n, choice, state] of [[1, /libérer/i, 'accepted'], [2, /écarter/i, 'discarded']]) {
  test(`a coordination decides: ${state}`, async () => {
    const place = await world('full');
    const one = await held(place, n);
    const context = await person(place, 'coordination');
    await decide(place, context, one, choice);
    await place.ask('until', { submission: one.submission, state });
    await context.close();
    const { page } = await open(await person(place, 'convergence'), place, '/journal');
    const line = page.locator('main tbody tr').filter({ hasText: one.submission }).first();
    assert.ok((await line.innerText()).includes(place.accounts.coordination.login), 'who decided stands in the journal');
    await page.context().close();
  });
}

test('what somebody else decided meanwhile is said, and not decided again', async () => {
  const place = await world('full');
  const one = await held(place, 3);
  const context = await person(place, 'convergence');
  const { page } = await open(context, place, `/retenues/${one.submission}`);
  page.on('dialog', (dialog) => dialog.accept());
  await place.ask('cvg', { args: ['discard', one.submission, '--reason', 'Autre part.'] });
  await page.locator('textarea[name=motif], input[name=motif]').first().fill(REASON);
  await page.getByRole('button', { name: /libérer/i }).click();
  await page.waitForLoadState();
  assert.match(plain(await page.locator('main').innerText()), /déjà|entre-temps/i);
  assert.equal(await stateOf(place, one.submission), 'discarded');
  await context.close();
});

test('a coordination decides nothing of another territory', async () => {
  const place = await world('full');
  const context = await person(place, 'coordination');
  const { page } = await open(context, place, `/retenues/${place.held}`);
  const jeton = await page.locator('input[name=jeton]').first().inputValue();
  for (const form of [{ jeton, motif: REASON, decision: 'liberer' }, { jeton, motif: REASON, action: 'release' }]) {
    const response = await context.request.post(`/retenues/${place.elsewhere.held}`, { form, maxRedirects: 0 });
    assert.ok([403, 404].includes(response.status()), `HTTP ${response.status()}`);
  }
  assert.equal(await stateOf(place, place.elsewhere.held), 'held');
  await context.close();
});
