// axe-core in a page: what it finds, the first nodes of each rule.
import { axeSource } from './packages.mjs';

const TOLD = 3; // nodes of a rule

const OF_COLOURS = ['color-contrast', 'link-in-text-block'];

// Every rule that is on by default, best practices included; or those about colours, where nothing else is another than at the time before.
export async function violations(page, { coloursOnly = false } = {}) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(axeSource);
  const found = await page.evaluate((runOnly) => globalThis.axe.run(document, { resultTypes: ['violations'], preload: false, ...(runOnly && { runOnly }) }),
    coloursOnly ? OF_COLOURS : null);
  return found.violations.flatMap(({ id, nodes }) => [
    ...nodes.slice(0, TOLD).map(({ target, failureSummary }) => `${id} at ${target.join(' ')}: ${failureSummary.split('\n').slice(1).join(' ').trim()}`),
    ...(nodes.length > TOLD ? [`${id} at ${nodes.length - TOLD} more`] : []),
  ]);
}
