import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { TestDesk } from '../desk/desk.ts';
import { violations } from './axe.ts';
import { inBrowser, launchBrowser, openPage } from './browser.ts';

inBrowser('the pages that customers and staff see', () => {
  let desk: TestDesk;
  let browser: Browser;
  beforeAll(async () => {
    [desk, browser] = await Promise.all([TestDesk.open(), launchBrowser()]);
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  const LOOKS = [
    { colorScheme: 'light', viewport: { width: 390, height: 844 } },
    { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  ] as const;

  test.each(['/', '/notify'].flatMap((path) => ['en', 'ja', 'zh'].flatMap((lang) => LOOKS.map((look) => ({ path, lang, ...look })))))(
    '$path in $lang, $colorScheme, is for everybody: axe finds nothing',
    async ({ path, lang, ...look }) => {
      const { page, errors } = await openPage(browser, { ...look, bypassCSP: true });
      await page.goto(`${desk.system.apiUrl}${path}?lang=${lang}`);
      expect(await page.getAttribute('html', 'lang')).toMatch(new RegExp(`^${lang}`));
      expect(await violations(page)).toEqual([]);
      expect(errors).toEqual([]);
      // Nothing is cut off, and nobody scrolls sideways.
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.context().close();
    },
  );
});
