// Nobody reaches another scope: generated pairs of viewer and scope, for pages, figures and the stream.
import test from 'node:test';
import assert from 'node:assert/strict';
import { visitor, person } from './browser.mjs';
import { ROLES, ownChantier, ownTerritoire } from './pages.mjs';
import { world } from './worlds.mjs';

// May this role see the figures of that scope? Written anew from the contract, not read from the product.
function may(place, role, scope) {
  const [kind, ident] = scope.split(':');
  if (role === 'convergence' || role === 'operateur') return true;
  if (role === 'chantier') return kind === 'chantier' && ident === ownChantier(place);
  if (role === 'coordination') {
    if (kind === 'territoire') return ident === ownTerritoire(place);
    return kind === 'chantier' && place.of(ownTerritoire(place)).some((line) => line.chantier_id === ident);
  }
  return false;
}

function scopesOf(place) {
  const own = place.of(ownTerritoire(place));
  const others = place.chantiers.filter((line) => line.territoire !== ownTerritoire(place));
  const chantiers = [...own.slice(0, 3), ...others.filter((_, i) => i % 12 === 0)];
  return ['nation', 'operationnels', ...place.territoires.map(({ code }) => `territoire:${code}`), ...chantiers.map((line) => `chantier:${line.chantier_id}`)];
}

const pageOf = (scope) => (scope === 'nation' ? '/france' : scope.includes(':') ? `/${scope.replace(':', '/')}` : null);

// Every word by which a scope could be told from the answer: its name, and its file active.
function namesOf(place, scope) {
  const ident = scope.split(':')[1];
  const name = place.chantiers.find((line) => line.chantier_id === ident)?.nom ?? place.territoires.find(({ code }) => code === ident)?.nom;
  return name ? [name, name.replaceAll("'", '’'), name.replaceAll("'", '&#39;')] : [];
}

async function refused(place, scope, response, what) {
  assert.ok([403, 404].includes(response.status()), `${what}: HTTP ${response.status()}`);
  const body = await response.text();
  for (const name of namesOf(place, scope)) assert.ok(!body.includes(name), `${what}: names ${name}`);
  assert.doesNotMatch(body, /"figures"|data-live|event:/, what);
  return body;
}

// The status of the stream's answer; its body is not waited for.
async function stream(place, cookie, scopes) {
  const cut = new AbortController();
  const response = await fetch(`${place.url}/v1/stream?scope=${scopes}&period=${place.period}`, { headers: { cookie, accept: 'text/event-stream' }, signal: cut.signal });
  const { status } = response;
  const text = status === 200 ? '' : await response.text();
  cut.abort();
  return { status: () => status, text: async () => text };
}

for (const role of ROLES) {
  test(`scopes and ${role}`, async (t) => {
    const place = await world('full');
    const context = await person(place, role);
    const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
    for (const scope of scopesOf(place)) {
      await t.test(`${role} × ${scope}`, async () => {
        const figures = await context.request.get(`/v1/figures?scope=${scope}&period=${place.period}&programme=TOUS`);
        const page = pageOf(scope) && await context.request.get(pageOf(scope), { maxRedirects: 0 });
        const indicators = await context.request.get(`/indicateurs?perimetre=${scope}`, { maxRedirects: 0 });
        const live = await stream(place, cookie, scope);
        if (may(place, role, scope)) {
          assert.equal(figures.status(), 200);
          assert.equal((await figures.json()).scope, scope);
          if (page) assert.equal(page.status(), 200);
          assert.equal(indicators.status(), 200);
          assert.equal(live.status(), 200);
        } else {
          const said = JSON.parse(await refused(place, scope, figures, '/v1/figures'));
          assert.ok(said.error && /\S \S/.test(said.message));
          if (page) await refused(place, scope, page, pageOf(scope));
          await refused(place, scope, indicators, '/indicateurs');
          await refused(place, scope, live, '/v1/stream');
        }
      });
    }
    await t.test(`${role} × one scope of its own and one of others`, async () => {
      const scopes = scopesOf(place);
      const other = scopes.find((scope) => !may(place, role, scope));
      const own = scopes.find((scope) => may(place, role, scope));
      if (!other || !own) return;
      await refused(place, other, await stream(place, cookie, `${own},${other}`), '/v1/stream');
    });
    for (const [what, address] of privateAddresses(place)) {
      await t.test(`${role} × ${what} of another territory`, async () => {
        if (role === 'convergence' || role === 'operateur') return;
        const response = await context.request.get(address, { maxRedirects: 0 });
        assert.ok([403, 404].includes(response.status()), `${address}: HTTP ${response.status()}`);
      });
    }
    await context.close();
  });
}

function privateAddresses(place) {
  const { chantier, submission, held } = place.elsewhere;
  return [['fiche', `/chantier/${chantier}/fiche`], ['envoi', `/chantier/${chantier}/envoi/${submission}`], ['retenue', `/retenues/${held}`],
    ['fichier', `/chantier/${chantier}?format=csv`], ['document', `/chantier/${chantier}?format=json`],
    // somebody else's submission under one's own address
    ['envoi, under its own address,', `/chantier/${ownChantier(place)}/envoi/${submission}`]];
}

test('without a session', async (t) => {
  const place = await world('full');
  const context = await visitor(place);
  for (const scope of ['nation', `territoire:${ownTerritoire(place)}`, `chantier:${ownChantier(place)}`]) {
    await t.test(scope, async () => {
      const page = await context.request.get(pageOf(scope), { maxRedirects: 0 });
      assert.ok([302, 303].includes(page.status()), `HTTP ${page.status()}`);
      assert.match(page.headers().location, /^\/connexion/);
      assert.equal((await context.request.get(`/v1/figures?scope=${scope}&period=${place.period}`)).status(), 401);
      assert.equal((await stream(place, '', scope)).status(), 401);
    });
  }
  await context.close();
});

test('a page that is not there is a French page', async () => {
  const place = await world('full');
  const context = await person(place, 'convergence');
  for (const address of ['/nulle-part', '/chantier/XXX9999', '/territoire/LUNE', '/indicateurs/nul.part', '/retenues/RIEN']) {
    const response = await context.request.get(address, { maxRedirects: 0 });
    assert.equal(response.status(), 404, address);
    assert.match(await response.text(), /lang="fr"/);
  }
  await context.close();
});

