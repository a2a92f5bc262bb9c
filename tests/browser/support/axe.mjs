// axe-core, put into the page over the protocol, so that the page's policy need not allow it.
import { readFileSync } from 'node:fs';

const source = readFileSync(new URL('../../../web/node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What axe finds wrong with the page as it is now, one line each. */
export async function violations(page) {
  await page.evaluate(`${source}; undefined`);
  const found = await page.evaluate((values) => globalThis.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary.replaceAll('\n', ' ')}`));
}
