import { describe, test } from '@jest/globals';
import { browser } from './browser.ts';

/** A suite that needs a browser: without one it is skipped with a warning, and fails in CI. */
export function inBrowser(name: string, tests: () => void): void {
  if (typeof browser !== 'string') return describe(name, tests);
  const missing = browser;
  if (process.env['CI']) {
    test(`${name}: there is a browser`, () => {
      throw new Error(missing);
    });
    return;
  }
  console.warn(missing);
  describe.skip(name, tests);
}
