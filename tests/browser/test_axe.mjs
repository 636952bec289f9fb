// axe-core finds nothing on any page, light and dark, on a desktop and on a phone; and nothing scrolls sideways.
import test from 'node:test';
import assert from 'node:assert/strict';
import { AT_ONCE, DESKTOP, PHONE, drawn, inTabs, person, visitor } from './browser.mjs';
import { pagesOf } from './pages.mjs';
import { overflow } from './shape.mjs';
import { violations } from './axe.mjs';
import { world } from './worlds.mjs';

const SIZES = { desktop: { engine: 'light', viewport: DESKTOP }, phone: { engine: 'light', viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } };

// One page in one size: it opens once and is looked at in both colour schemes.
async function judged({ page: tab, go }, name, address, t) {
  await tab.emulateMedia({ colorScheme: 'light' });
  const response = await go(address);
  assert.equal(response.status(), 200);
  await drawn(tab);
  for (const colorScheme of ['light', 'dark']) {
    await t.test(`${name}, ${colorScheme}`, async () => {
      await tab.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(tab, { coloursOnly: colorScheme === 'dark' }), []);
      assert.equal(await overflow(tab), 0, 'the page scrolls sideways');
    });
  }
}

// `operateur` sees every page
for (const [size, options] of Object.entries(SIZES)) {
  test(`axe: ${size}`, { concurrency: AT_ONCE }, async (t) => {
    const place = await world('full');
    for (const [context, role] of [[await person(place, 'operateur', options), 'operateur'], [await visitor(place, options), null]]) {
      await inTabs(context, place, pagesOf(place, role), (tab, page) => t.test(page.name, (sub) => judged(tab, page.name, page.path(place), sub)));
      await context.close();
    }
  });
}
