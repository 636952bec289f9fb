// The Chromium of all tests: contexts of people who signed in, and pages that are watched for what must never happen.
import os from 'node:os';
import path from 'node:path';
import fs from 'node:fs';
import { chromium } from './packages.mjs';

// Nothing is to be reached but this machine: no service of Chromium's own may try.
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--force-color-profile=srgb', '--font-render-hinting=none', '--lang=fr-FR'];
export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 360, height: 740 };
export const AT_ONCE = 2; // pages that are looked at side by side where order does not matter: each has a process of its own

// Debian's Chromium, in which people work; and for sweeps over many pages that are only looked at, the same engine without windows of its
// own: half the time of a sweep is theirs.
const ENGINES = { whole: process.env.CHROMIUM || '/usr/bin/chromium', light: process.env.CHROMIUM || '/usr/bin/chromium-headless-shell' };
const launched = {};
const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'cvg-chromium-'));
const sessions = new Map(); // "world role": cookies of one sign-in

export function browser(engine = 'whole') {
  launched[engine] ??= chromium.launch({ executablePath: ENGINES[engine], args: FLAGS, env: { ...process.env, HOME: profile, LANGUAGE: 'fr' } });
  return launched[engine];
}

export async function endBrowser() {
  for (const one of Object.values(launched)) await (await one).close();
  fs.rmSync(profile, { recursive: true, force: true });
}

// A context of its own: nobody signed in. `engine`: one of ENGINES.
export async function visitor(world, { engine, ...options } = {}) {
  const context = await (await browser(engine)).newContext({ viewport: DESKTOP, locale: 'fr-FR', timezoneId: 'Europe/Paris', baseURL: world.url,
    reducedMotion: 'reduce', acceptDownloads: true, ...options });
  context.setDefaultTimeout(10_000);
  return context;
}

// Fills in the form of the page /connexion and sends it.
export async function fillSignIn(page, login, password) {
  await page.locator('main input[autocomplete=username]').fill(login);
  await page.locator('main input[type=password]').fill(password);
  await page.locator('main form button[type=submit], main form button:not([type])').first().click();
}

// A context in which this role's account is signed in; people sign in once each.
export async function person(world, role, options = {}) {
  const key = `${world.name} ${role}`;
  if (!sessions.has(key)) {
    sessions.set(key, (async () => {
      const context = await visitor(world);
      const page = await context.newPage();
      await page.goto('/connexion');
      const { login, password } = world.accounts[role];
      await fillSignIn(page, login, password);
      await page.waitForURL((url) => url.pathname !== '/connexion');
      const state = await context.storageState();
      await context.close();
      return state;
    })());
  }
  return visitor(world, { storageState: await sessions.get(key), ...options });
}

// What went wrong in a page that must not: errors on its console, broken policy, requests to elsewhere.
export function watch(page, origin) {
  const wrong = [];
  page.on('console', (message) => {
    if (message.type() === 'error') wrong.push(`console: ${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => wrong.push(`script: ${error.message}`));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && !['data:', 'blob:', 'about:'].includes(url.protocol)) wrong.push(`request to ${url.origin}`);
  });
  return wrong;
}

// A watched page at that address: {page, response, wrong}.
export async function open(context, world, address) {
  const page = await context.newPage();
  const wrong = watch(page, new URL(world.url).origin);
  const response = await page.goto(address);
  return { page, response, wrong };
}

// Hands each of `all` to `look(tab, one)`, in AT_ONCE watched tabs that go from address to address: to make a tab costs Chromium more than
// most pages do. A tab: {page, go(address): the response, wrong: since then}.
export async function inTabs(context, world, all, look) {
  const left = [...all];
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    const page = await context.newPage();
    const wrong = watch(page, new URL(world.url).origin);
    const go = (address) => {
      wrong.length = 0;
      return page.goto(address);
    };
    try {
      while (left.length > 0) await look({ page, go, wrong }, left.shift());
    } finally {
      await page.close();
    }
  }));
}

// Until the page's charts are drawn: each has an image or a canvas beside its table.
export async function drawn(page) {
  await page.waitForFunction(() => [...document.querySelectorAll('figure[data-chart]')].every((figure) => figure.querySelector('svg, canvas')),
    null, { timeout: 10_000 });
}

// The text of a page with one kind of blank.
export function plain(text) {
  return text.replace(/[\s\u00a0\u202f]+/g, ' ').trim();
}
