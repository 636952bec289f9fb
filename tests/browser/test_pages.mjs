// Every page for each role that may open it: it opens, is French and whole, breaks no policy and asks nobody else for anything.
import test from 'node:test';
import assert from 'node:assert/strict';
import { AT_ONCE, drawn, inTabs, person, visitor } from './browser.mjs';
import { PAGES, ROLES, pagesOf } from './pages.mjs';
import { misshapen } from './shape.mjs';
import { world } from './worlds.mjs';

async function opened({ page, go, wrong }, address) {
  const response = await go(address);
  assert.equal(response.status(), 200);
  assert.match(response.headers()['content-type'], /^text\/html; charset=utf-8/i);
  await drawn(page);
  assert.deepEqual([...await misshapen(page), ...wrong], []);
}

for (const role of [null, ...ROLES]) {
  test(`pages of ${role ?? 'nobody'}`, { concurrency: AT_ONCE }, async (t) => {
    for (const name of ['full', 'one', 'empty']) {
      // who sees everything sees every world; the others see how theirs looks when it is full
      if (name !== 'full' && role !== 'convergence') continue;
      const place = await world(name);
      const context = role ? await person(place, role, { engine: 'light' }) : await visitor(place, { engine: 'light' });
      await inTabs(context, place, pagesOf(place, role), (tab, page) => t.test(`${page.name}, ${name}`, () => opened(tab, page.path(place))));
      await context.close();
    }
  });
}

test('what a role may not open says so, and shows nothing', async (t) => {
  const place = await world('full');
  for (const role of ROLES) {
    const context = await person(place, role);
    for (const page of PAGES.filter(({ roles, needs }) => roles.length > 0 && !roles.includes(role) && (!needs || place[needs]))) {
      await t.test(`${page.name} for ${role}`, async () => {
        const response = await context.request.get(page.path(place), { maxRedirects: 0 });
        assert.ok([403, 404].includes(response.status()), `HTTP ${response.status()}`);
        assert.doesNotMatch(await response.text(), /data-live|class="tableau"/);
      });
    }
    await context.close();
  }
});
