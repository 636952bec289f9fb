// axe-core in a page: what it finds, the first nodes of each rule.
import { axeSource } from './packages.mjs';

const TOLD = 3; // nodes of a rule

// every rule that is on by default, best practices included
export async function violations(page) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axeSource);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], preload: false }));
  return found.violations.flatMap(({ id, nodes }) => [
    ...nodes.slice(0, TOLD).map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary.split('\n').slice(1).join(' ').trim()}`),
    ...(nodes.length > TOLD ? [`${id} at ${nodes.length - TOLD} more`] : []),
  ]);
}
