// axe-core finds nothing on any page, light and dark, on a desktop and on a phone; and nothing scrolls sideways.
import test from 'node:test';
import assert from 'node:assert/strict';
import { DESKTOP, PHONE, drawn, open, person, visitor } from './browser.mjs';
import { PAGES } from './pages.mjs';
import { overflow } from './shape.mjs';
import { violations } from './axe.mjs';
import { world } from './worlds.mjs';

const SIZES = { desktop: { viewport: DESKTOP }, phone: { viewport: PHONE, isMobile: true, hasTouch: true, deviceScaleFactor: 2 } };

// `operateur` sees every page
for (const [size, options] of Object.entries(SIZES)) {
  for (const colorScheme of ['light', 'dark']) {
    test(`axe: ${size}, ${colorScheme}`, async (t) => {
      const place = await world('full');
      const contexts = { inside: await person(place, 'operateur', { ...options, colorScheme }), outside: await visitor(place, { ...options, colorScheme }) };
      for (const page of PAGES.filter(({ needs }) => !needs || place[needs])) {
        await t.test(page.name, async () => {
          const context = page.roles.length > 0 ? contexts.inside : contexts.outside;
          const { page: tab, response } = await open(context, place, page.path(place));
          try {
            assert.equal(response.status(), 200);
            await drawn(tab);
            assert.deepEqual(await violations(tab), []);
            assert.equal(await overflow(tab), 0, 'the page scrolls sideways');
          } finally {
            await tab.close(); // its stream holds one of the six connections that there are
          }
        });
      }
      for (const context of Object.values(contexts)) await context.close();
    });
  }
}
