import { describe, test } from '@jest/globals';
import { browser } from './browser.ts';

/** Tests that need a browser. Where none is to be had they are skipped with a sentence; in CI that is a failure. */
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
