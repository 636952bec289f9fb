// Signing in and out: wrong and right passwords, where one comes to, what a session's end means, and no form without its token.
import test from 'node:test';
import assert from 'node:assert/strict';
import { fillSignIn, open, person, plain, visitor } from './browser.mjs';
import { ROLES, ownChantier, ownTerritoire } from './pages.mjs';
import { world } from './worlds.mjs';

const homes = (place) => ({ chantier: `/chantier/${ownChantier(place)}`, coordination: `/territoire/${ownTerritoire(place)}`, convergence: '/france',
  dgefp: '/rapports', operateur: '/france' });

test('a wrong password and an unknown login are told alike', async () => {
  const place = await world('one');
  const context = await visitor(place);
  const { page } = await open(context, place, '/connexion');
  const said = [];
  for (const [login, password] of [[place.accounts.chantier.login, 'pas le bon mot de passe'], ['personne@essai.example', 'pas le bon mot de passe']]) {
    await fillSignIn(page, login, password);
    await page.waitForLoadState();
    assert.equal(new URL(page.url()).pathname, '/connexion');
    said.push(plain(await page.locator('[role=alert]').innerText()));
    assert.equal(await page.locator('main input[type=password]').inputValue(), '');
  }
  assert.ok(said[0].length > 10);
  assert.equal(said[0], said[1]);
  await context.close();
});

for (const role of ROLES) {
  test(`${role} comes home`, async () => {
    const place = await world('full');
    const context = await person(place, role);
    const { page, response } = await open(context, place, '/');
    assert.equal(response.status(), 200);
    assert.equal(new URL(page.url()).pathname, homes(place)[role]);
    await context.close();
  });
}

test('after signing in one is where one wanted to go, after signing out nowhere', async () => {
  const place = await world('one');
  const context = await visitor(place);
  const { page } = await open(context, place, '/remontees?programme=TOUS');
  assert.equal(new URL(page.url()).pathname, '/connexion');
  await fillSignIn(page, place.accounts.convergence.login, place.accounts.convergence.password);
  await page.waitForURL((url) => url.pathname === '/remontees');
  assert.match(page.url(), /programme=TOUS/);
  const cookies = await context.cookies();
  const session = cookies.find(({ httpOnly }) => httpOnly);
  assert.ok(session && session.sameSite !== 'None', JSON.stringify(cookies.map(({ name, httpOnly, sameSite }) => ({ name, httpOnly, sameSite }))));
  await page.locator('form[action="/deconnexion"] button').click();
  await page.waitForURL((url) => url.pathname === '/connexion');
  // the cookie as it was opens nothing any more
  await context.clearCookies();
  await context.addCookies(cookies);
  await page.goto('/france');
  assert.equal(new URL(page.url()).pathname, '/connexion');
  // nor does the page before come back out of the browser's memory
  await page.goBack();
  assert.equal(await page.locator('[data-live]').count(), 0);
  await context.close();
});

test('a sign-in leads to no other site', async () => {
  const place = await world('one');
  for (const wanted of ['https://ailleurs.example/', '//ailleurs.example/', '/\\ailleurs.example/', '/\t/ailleurs.example']) {
    const context = await visitor(place);
    await context.route((url) => url.hostname === 'ailleurs.example', (route) => route.abort());
    const page = await context.newPage();
    await page.goto('/connexion');
    const name = await page.evaluate(() => document.querySelector('main form input[type=hidden]:not([name=jeton])')?.name ?? 'retour');
    await page.goto(`/connexion?${name}=${encodeURIComponent(wanted)}`);
    await fillSignIn(page, place.accounts.convergence.login, place.accounts.convergence.password);
    await page.waitForURL((url) => url.pathname !== '/connexion');
    assert.equal(new URL(page.url()).host, new URL(place.url).host, wanted);
    await context.close();
  }
});

test('a form that another site fills in is not taken', async () => {
  const place = await world('one');
  const context = await person(place, 'convergence');
  for (const form of [{}, { jeton: '' }, { jeton: 'A'.repeat(43) }]) {
    const response = await context.request.post('/deconnexion', { form, maxRedirects: 0 });
    assert.equal(response.status(), 403, JSON.stringify(form));
  }
  assert.equal((await context.request.get('/france')).status(), 200);
  await context.close();
});
