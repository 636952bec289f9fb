// A person without a mouse: sign-in → territory → chantier → finding → release, by Tab, Enter and typing alone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { open, plain, visitor } from './browser.mjs';
import { ownChantier, ownTerritoire } from './pages.mjs';
import { world } from './worlds.mjs';

const STEPS = 400; // Tabs that a page may have before what is looked for

// Presses Tab until the focus is where `wanted` (a function in the page) says; where it stands is always seen.
async function tabTo(page, what, wanted, argument) {
  for (let i = 0; i < STEPS; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return { nowhere: element === document.body, marked: style.outlineStyle !== 'none' || style.boxShadow !== 'none', size: box.width * box.height,
        who: element.outerHTML.slice(0, 120) };
    });
    if (at.nowhere) continue;
    assert.ok(at.marked, `no sign of the focus on ${at.who}`);
    assert.ok(at.size > 0, `the focus is on something that is not there: ${at.who}`);
    if (await page.evaluate(wanted, argument)) return;
  }
  assert.fail(`${what}: not reached by ${STEPS} Tabs`);
}

async function follow(page, what, wanted, argument) {
  await tabTo(page, what, wanted, argument);
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
}

const linkTo = (address) => document.activeElement.tagName === 'A' && new URL(document.activeElement.href).pathname === address;

test('sign-in, territory, chantier, finding, release', async () => {
  const place = await world('full');
  const [territoire, chantier] = [ownTerritoire(place), ownChantier(place)];
  const other = place.of(territoire).map((line) => line.chantier_id)[4];
  const { outcome } = await place.ask('push', { chantier: other, kind: 'swapped' });
  assert.equal(outcome.state, 'held');
  const context = await visitor(place);
  const { page, wrong } = await open(context, place, '/connexion');
  const { login, password } = place.accounts.coordination;
  page.on('dialog', (dialog) => dialog.accept());

  await tabTo(page, 'login', () => document.activeElement.autocomplete === 'username');
  await page.keyboard.type(login);
  await tabTo(page, 'password', () => document.activeElement.type === 'password');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/territoire/${territoire}`);

  // the first Tab leads past the menu
  await page.keyboard.press('Tab');
  assert.match(await page.evaluate(() => document.activeElement.textContent), /contenu/i);
  await page.keyboard.press('Enter');
  await follow(page, 'the chantier', linkTo, `/chantier/${chantier}`);
  await page.waitForURL(`**/chantier/${chantier}`);
  await follow(page, 'the submission with the finding', linkTo, `/chantier/${chantier}/envoi/${place.submission}`);
  await page.waitForURL(`**/envoi/${place.submission}`);
  assert.match(plain(await page.locator('main').innerText()), /date_entree/);

  await follow(page, 'held submissions', linkTo, '/retenues');
  await page.waitForURL('**/retenues');
  await follow(page, 'the held one', linkTo, `/retenues/${outcome.submission}`);
  await page.waitForURL(`**/retenues/${outcome.submission}`);
  await tabTo(page, 'the reason', () => document.activeElement.name === 'motif');
  await page.keyboard.type('Vérifié avec le chantier.');
  await follow(page, 'release', () => document.activeElement.tagName === 'BUTTON' && /libérer/i.test(document.activeElement.textContent));
  await place.ask('until', { submission: outcome.submission, state: 'accepted' });
  assert.deepEqual(wrong, []);
  await context.close();
});
