import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import type { AxeResults } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * The violations that axe finds in the page and its frames, each as rule, element and remedy. Needs a context with
 * `bypassCSP`, because our policy blocks injected scripts.
 */
export async function violations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    await frame.evaluate(source);
    const results = await frame.evaluate<AxeResults>('axe.run(document, { iframes: false })');
    for (const { id, nodes } of results.violations)
      for (const { target, failureSummary } of nodes)
        found.push(`${id} at ${target.join(' ')}: ${failureSummary ?? ''}`);
  }
  return found;
}
