// The two packages that the tests use, from where `run` installed them: outside the source tree.
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import path from 'node:path';

export const top = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const require = createRequire(path.join(top, 'build/browser/package.json'));

export const { chromium } = require('playwright-core');
export const axeSource = require('axe-core').source;
