// axe-core finds nothing on any page, light and dark, on a desktop and on a phone; and nothing scrolls sideways.
import test from 'node:test';
import assert from 'node:assert/strict';
import { AT_ONCE, DESKTOP, PHONE, drawn, open, person, visitor } from './browser.mjs';
import { PAGES } from './pages.mjs';
import { overflow } from './shape.mjs';
import { violations } from './axe.mjs';
import { world } from './worlds.mjs';

const SIZES = { desktop: { viewport: DESKTOP }, phone: { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } };

// One page in one size: it opens once and is looked at in both colour schemes.
async function judged(context, place, page, t) {
  const { page: tab, response } = await open(context, place, page.path(place));
  try {
    assert.equal(response.status(), 200);
    await drawn(tab);
    for (const colorScheme of ['light', 'dark']) {
      await t.test(`${page.name}, ${colorScheme}`, async () => {
        await tab.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(tab, { coloursOnly: colorScheme === 'dark' }), []);
        assert.equal(await overflow(tab), 0, 'the page scrolls sideways');
      });
    }
  } finally {
    await tab.close(); // its stream holds one of the six connections that there are
  }
}

// `operateur` sees every page
for (const [size, options] of Object.entries(SIZES)) {
  test(`axe: ${size}`, { concurrency: AT_ONCE }, async (t) => {
    const place = await world('full');
    const contexts = { inside: await person(place, 'operateur', options), outside: await visitor(place, options) };
    const pages = PAGES.filter(({ needs }) => !needs || place[needs]);
    await Promise.all(pages.map((page) => t.test(page.name, (sub) => judged(page.roles.length > 0 ? contexts.inside : contexts.outside, place, page, sub))));
    for (const context of Object.values(contexts)) await context.close();
  });
}
