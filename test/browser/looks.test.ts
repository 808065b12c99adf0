import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { TestDesk } from '../desk/desk.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('how it looks to everybody', () => {
  let desk: TestDesk;
  let browser: Browser;
  beforeAll(async () => {
    const pageDir = process.env['FRONTDESK_CONSOLE'];
    [desk, browser] = await Promise.all([TestDesk.open({ pageDir }), launchBrowser()]);
    await desk.text(desk.newCustomer(), 'One');
    await desk.text(desk.newCustomer(), 'Two');
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  async function console_(options: BrowserContextOptions): Promise<Page> {
    const { page } = await openPage(browser, options);
    await page.goto(`${desk.system.simulatorUrl}/`);
    await page.getByText('Live', { exact: true }).waitFor();
    return page;
  }
  async function signedIn(options: BrowserContextOptions): Promise<Page> {
    const { page } = await openPage(browser, { locale: 'en-GB', ...options });
    await page.goto(`${desk.system.apiUrl}/desk`);
    await page.getByLabel('Name').fill('Jane');
    await page.getByLabel('Key').fill(desk.system.account.mobileApiKey ?? '');
    await page.keyboard.press('Enter');
    await page.locator('.row').first().click();
    await page.getByRole('textbox', { name: 'Reply' }).waitFor();
    return page;
  }
  const background = (page: Page, selector: string): Promise<string> =>
    page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).backgroundColor`);

  test('the console fits a phone’s screen in each of its views', async () => {
    const page = await console_({ viewport: { width: 360, height: 740 } });
    for (const name of ['Start', 'Agents', 'Timeline', 'NCCO', 'Faults']) {
      await page.getByRole('tab', { name, exact: true }).click();
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect({ name, width }).toEqual({ name, width: 360 });
    }
    await page.context().close();
  });

  test('with forced colours what is chosen, on and unread differs from what is not', async () => {
    const forced = { forcedColors: 'active', viewport: { width: 1440, height: 900 } } as const;
    const page = await signedIn(forced);
    for (const [chosen, other] of [
      ['.row[aria-current=page]', '.row:not([aria-current])'],
      ['[role=tab][aria-selected=true]', '[role=tab][aria-selected=false]'],
      ['.row .dot', '.row:not([aria-current])'],
      ['[role=switch][aria-checked=true]', '.availability'],
    ] as const)
      expect(await background(page, chosen)).not.toBe(await background(page, other));
    await page.context().close();
    const other = await console_(forced);
    expect(await background(other, '.top [aria-selected=true]')).not.toBe(
      await background(other, '.top [aria-selected=false]'),
    );
    await other.context().close();
  });
});
