// A person without a mouse: sign-in → territory → chantier → finding → release, by Tab, Enter and typing alone.
import test from 'node:test';
import assert from 'node:assert/strict';
import { open, plain, visitor } from './browser.mjs';
import { ownChantier, ownTerritoire } from './pages.mjs';
import { world } from './worlds.mjs';

const STEPS = 400; // Tabs that a page may have before what is looked for

// Presses Tab until the focus is on an element that `wanted` (a function in the page) takes; where it stands is always seen.
async function tabTo(page, what, wanted, argument) {
  for (let i = 0; i < STEPS; i++) {
    await page.keyboard.press('Tab');
    const found = await page.evaluate(([test, given]) => {
      const element = document.activeElement;
      const style = getComputedStyle(element);
      const seen = element === document.body || style.outlineStyle !== 'none' || style.boxShadow !== 'none';
      const box = element.getBoundingClientRect();
      return { taken: element !== document.body && new Function('element', 'given', `return (${test})(element, given)`)(element, given), seen,
        size: box.width * box.height, who: element.outerHTML.slice(0, 120) };
    }, [wanted.toString(), argument]);
    assert.ok(found.seen, `no sign of the focus on ${found.who}`);
    assert.ok(found.size > 0, `the focus is on something that is not there: ${found.who}`);
    if (found.taken) return;
  }
  assert.fail(`${what}: not reached by ${STEPS} Tabs`);
}

async function follow(page, what, wanted, argument) {
  await tabTo(page, what, wanted, argument);
  await page.keyboard.press('Enter');
  await page.waitForLoadState();
}

const linkTo = (element, address) => element.tagName === 'A' && new URL(element.href).pathname === address;

test('sign-in, territory, chantier, finding, release', async () => {
  const place = await world('full');
  const [territoire, chantier] = [ownTerritoire(place), ownChantier(place)];
  const other = place.of(territoire).map((line) => line.chantier_id)[4];
  const { outcome } = await place.ask('push', { chantier: other, kind: 'swapped' });
  assert.equal(outcome.state, 'held');
  const context = await visitor(place);
  const { page, wrong } = await open(context, place, '/connexion');
  const { login, password } = place.accounts.coordination;

  await tabTo(page, 'login', (element) => element.autocomplete === 'username');
  await page.keyboard.type(login);
  await tabTo(page, 'password', (element) => element.type === 'password');
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
  await tabTo(page, 'the reason', (element) => element.name === 'motif');
  await page.keyboard.type('Vérifié avec le chantier.');
  await follow(page, 'release', (element) => element.tagName === 'BUTTON' && /libérer/i.test(element.textContent));
  await place.ask('until', { submission: outcome.submission, state: 'accepted' });
  assert.deepEqual(wrong, []);
  await context.close();
});
