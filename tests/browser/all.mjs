// Every test file in one process: they share one Chromium and one installation of each world.
import fs from 'node:fs';
import { after } from 'node:test';
import { endBrowser } from './browser.mjs';
import { endWorlds, world } from './worlds.mjs';

const folder = new URL('.', import.meta.url);
const there = fs.readdirSync(folder).filter((name) => /^test_.*\.mjs$/.test(name)).map((name) => name.slice(5, -4)).sort();
const named = process.argv.slice(2);
for (const name of named) {
  if (!there.includes(name)) {
    console.error(`no test ${name}; there are: ${there.join(' ')}`);
    process.exit(2);
  }
}

for (const name of ['full', 'one', 'empty']) world(name); // they stand up side by side, the longest first
after(async () => {
  await endBrowser();
  await endWorlds();
});
for (const name of named.length > 0 ? named : there) await import(new URL(`test_${name}.mjs`, folder));
