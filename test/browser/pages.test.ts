import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { LANGUAGES } from '../../contract/languages.ts';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { violations } from './axe.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

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

  test.each(
    ['/', '/notify'].flatMap((path) =>
      LANGUAGES.flatMap((lang) => LOOKS.map((look) => ({ path, lang, ...look }))),
    ),
  )('$path in $lang, $colorScheme, is for everybody: axe finds nothing', async ({ path, lang, ...look }) => {
    const { page, errors } = await openPage(browser, { ...look, bypassCSP: true });
    await page.goto(`${desk.system.apiUrl}${path}?lang=${lang}`);
    expect(await page.getAttribute('html', 'lang')).toMatch(new RegExp(`^${lang}`));
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
    // Nothing overflows the width of the page.
    expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    await page.context().close();
  });

  /** Opens the form. */
  async function notifyForm(options: BrowserContextOptions = {}, lang = 'en') {
    const { page, errors } = await openPage(browser, options);
    await page.goto(`${desk.system.apiUrl}/notify?lang=${lang}`);
    return { page, errors, numbers: page.getByRole('textbox').first(), key: page.locator('#key') };
  }

  test('the number is checked while it is typed: its country and how it will be used', async () => {
    const { page, errors, numbers } = await notifyForm();
    const checked = page.locator('#checked');
    await numbers.pressSequentially('+44 7700 900001, +81 90-1234-5678, 12345');
    await checked.locator('p').nth(2).waitFor();
    await page.getByText('Japan').waitFor();
    expect(await checked.locator('p').allTextContents()).toEqual([
      expect.stringMatching(/^\+447700900001 · United Kingdom$/),
      expect.stringMatching(/^\+819012345678 · Japan$/),
      expect.not.stringContaining('+12345'),
    ]);
    await numbers.fill('<img src=x onerror=document.title=1>+44');
    await page.waitForTimeout(600);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).not.toBe('1');
    expect(errors).toEqual([]);
    await page.context().close();
  });

  test.each([true, false])(
    'with JavaScript %s the form sends, and tells what became of each',
    async (javaScriptEnabled) => {
      const { page, numbers, key } = await notifyForm({ javaScriptEnabled });
      const [first, second] = [desk.newCustomer(), desk.newCustomer()];
      await numbers.fill(`+${first}\n12\n+${second}`);
      await key.fill(desk.system.account.notifyKey);
      await page.getByRole('button').click();
      const rows = page.locator('tbody tr');
      expect(await rows.count()).toBe(3);
      expect(await page.locator('tbody').textContent()).toContain(`+${first}`);
      // The invalid number stays in the field; the key does not.
      expect(await numbers.inputValue()).toBe('12');
      expect(await key.inputValue()).toBe('');
      expect(await page.content()).not.toContain(desk.system.account.notifyKey);
      for (const customer of [first, second]) expect(await desk.received(customer)).toHaveLength(1);
      await page.context().close();
    },
  );

  test.each(LANGUAGES)(
    'a wrong key keeps what was entered, says so in %s, and takes the focus',
    async (lang) => {
      const { page, numbers, key } = await notifyForm({ bypassCSP: true }, lang);
      const number = `+${desk.newCustomer()} "><script>document.title='1'</script>`;
      await numbers.fill(number);
      await key.fill('a wrong key that nobody sees again');
      await page.getByRole('button').click();
      const alert = page.getByRole('alert');
      expect(await alert.textContent()).not.toBe('');
      expect(await page.locator('[role=alert]:focus').count()).toBe(1);
      expect(await key.getAttribute('aria-invalid')).toBe('true');
      expect(await numbers.inputValue()).toBe(number);
      expect(await page.content()).not.toContain('a wrong key that nobody');
      expect(await page.title()).not.toBe('1');
      expect(await violations(page)).toEqual([]);
      await page.context().close();
    },
  );

  test('a phone gets the link that begins the text, a desk the number and its code', async () => {
    const shown = async (options: BrowserContextOptions) => {
      const { page } = await openPage(browser, options);
      await page.goto(`${desk.system.apiUrl}/?lang=en`);
      const link = page.locator('a[href^="sms:"]');
      const seen = { link: await link.isVisible(), code: await page.getByRole('img').isVisible() };
      const href = (await link.getAttribute('href')) ?? '';
      await page.context().close();
      return { ...seen, href };
    };
    const phone = await shown({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    expect(phone).toMatchObject({ link: true, code: false });
    expect(phone.href).toBe(
      `sms:+${NUMBERS.support}?&body=Hi%20ACME%2C%20I%27d%20like%20some%20help%20with%3A%20`,
    );
    expect(await shown({})).toMatchObject({ link: false, code: true });
  });

  test('the languages are a visible switch, by keyboard too, and the form keeps the one that was chosen', async () => {
    const { page } = await openPage(browser, { locale: 'ja-JP' });
    await page.goto(`${desk.system.apiUrl}/`);
    expect(await page.getAttribute('html', 'lang')).toBe('ja');
    await page.getByRole('link', { name: '中文' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/lang=zh/);
    expect(await page.getAttribute('html', 'lang')).toMatch(/^zh/);
    await page.context().close();
  });
});
