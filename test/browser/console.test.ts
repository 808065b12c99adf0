import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { violations } from './axe.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('the console', () => {
  let desk: TestDesk;
  let browser: Browser;
  let page: Page;
  let errors: string[];
  beforeAll(async () => {
    const pageDir = process.env['FRONTDESK_CONSOLE'];
    [desk, browser] = await Promise.all([TestDesk.open({ pageDir }), launchBrowser()]);
  });
  afterEach(async () => {
    await page.context().close();
    await desk.simulate('DELETE', '/simulator/faults');
    await desk.simulate('DELETE', '/cloud/faults');
    await desk.simulate('POST', '/simulator/reset', {});
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  async function open(view = '', options: Parameters<typeof openPage>[1] = {}): Promise<void> {
    ({ page, errors } = await openPage(browser, {
      viewport: { width: 1440, height: 900 },
      bypassCSP: true,
      ...options,
    }));
    await page.goto(`${desk.system.simulatorUrl}/${view}`);
    await page.getByText('Live', { exact: true }).waitFor();
  }

  const shows = (text: string | RegExp): Promise<void> => page.getByText(text).first().waitFor();
  const player = (): Locator => page.getByRole('region', { name: 'Tutorial' });

  /** Plays a tutorial to its end, each step as soon as the one before is done. */
  async function play(title: string): Promise<void> {
    await page
      .getByRole('article')
      .filter({ hasText: title })
      .or(page.getByRole('listitem').filter({ hasText: title }))
      .getByRole('button', { name: /Play/ })
      .click();
    const over = player().getByRole('button', { name: 'Do it yourself' });
    const next = player().getByRole('button', { name: 'Next step' });
    for (let step = 0; step < 200 && !(await over.isVisible()); step += 1) {
      if (await next.isEnabled().catch(() => false))
        await next.click({ timeout: 1_000 }).catch(() => undefined);
      await page.waitForTimeout(100);
    }
    await over.waitFor();
    expect(await player().locator('.problem').count()).toBe(0);
  }

  test('plays tutorial 1: a text, its ticket’s number, Jane’s answer', async () => {
    await open();
    await play('A customer needs help');
    const [phone] = await desk
      .simulate<{ from: string; text: string }[]>('GET', '/simulator/messages')
      .then(({ body }) => body);
    const got = (await desk.received(phone?.from ?? '')).map(({ text }) => text);
    expect(got).toEqual([expect.stringMatching(/ticket \d+/), expect.stringMatching(/leaves today/)]);
    // The phone in the page shows what the simulated one got.
    for (const text of got) await shows(text);
    expect(errors).toEqual([]);
  });

  test('plays tutorial 2: the shop notifies, the customer replies, the delivery moves', async () => {
    await open();
    await play('A delivery is announced');
    const deliveries = await desk.items('Deliveries');
    expect(deliveries.some((item) => JSON.stringify(item).includes('"2"'))).toBe(true);
    await shows(/Thank you for picking option 2/i);
    expect(errors).toEqual([]);
  });

  test('plays tutorial 3: the caller hears the greeting, an agent answers, they hang up', async () => {
    await open();
    await play('Somebody calls');
    const { body: calls } = await desk.simulate<
      { state: string; log: { action: string; text?: string }[]; legs: { kind: string; state: string }[] }[]
    >('GET', '/simulator/calls');
    const call = calls.at(-1);
    expect(call?.state).toBe('completed');
    expect(call?.log.some(({ action }) => action === 'talk')).toBe(true);
    expect(call?.legs.map(({ kind, state }) => [kind, state])).toContainEqual(['app', 'completed']);
    expect(errors).toEqual([]);
  });
});
