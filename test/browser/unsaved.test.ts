import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TestDesk } from '../desk/desk.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('what is written in the console', () => {
  let desk: TestDesk;
  let browser: Browser;
  let page: Page;
  beforeAll(async () => {
    const pageDir = process.env['FRONTDESK_CONSOLE'];
    [desk, browser] = await Promise.all([TestDesk.open({ pageDir }), launchBrowser()]);
  });
  afterEach(() => page.context().close());
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  async function open(): Promise<void> {
    ({ page } = await openPage(browser, { viewport: { width: 1440, height: 900 } }));
    await page.goto(`${desk.system.simulatorUrl}/`);
    await page.getByText('Live', { exact: true }).waitFor();
  }
  const view = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  const item = (name: string) =>
    page
      .getByRole('list', { name: 'Items' })
      .getByRole('button', { name: new RegExp(`^${name}`) })
      .click();
  const talk = (text: string): string => JSON.stringify([{ action: 'talk', text }], undefined, 2);

  /** Changes the item without the page, as ops do by a command. */
  async function changeByHand(text: string): Promise<void> {
    const { body } = await desk.simulate<{ items: { name: string; text: string }[] }>('GET', '/console/ncco');
    const seen = body.items.find(({ name }) => name === 'inbound-call')?.text;
    await desk.simulate('PUT', '/console/ncco/inbound-call', { text: talk(text), seen });
  }

  test('an NCCO that is not saved is still there after another item, another view and a reload', async () => {
    await open();
    await view('NCCO');
    await item('inbound-call');
    const text = page.getByRole('textbox', { name: 'Text of inbound-call' });
    await text.fill(talk('Half done'));
    await item('ivr');
    await item('inbound-call');
    expect(await text.inputValue()).toBe(talk('Half done'));
    await view('Faults');
    await view('NCCO');
    expect(await text.inputValue()).toBe(talk('Half done'));
    await page.reload();
    await text.waitFor();
    expect(await text.inputValue()).toBe(talk('Half done'));
    await page.getByRole('button', { name: 'Undo changes' }).click();
    expect(await text.inputValue()).toContain('Thank you for calling Jane');
  });

  test('an NCCO that is changed in the table meanwhile is told, and neither text is lost', async () => {
    await open();
    await view('NCCO');
    await item('inbound-call');
    const text = page.getByRole('textbox', { name: 'Text of inbound-call' });
    await changeByHand('One by hand');
    await desk.until(async () => (await text.inputValue()) === talk('One by hand'));
    await text.fill(talk('Mine <b>'));
    await changeByHand('Another by hand');
    await page.getByText('changed in the table since you began').waitFor();
    expect(await text.inputValue()).toBe(talk('Mine <b>'));
    await page.getByRole('button', { name: 'Keep what I wrote' }).click();
    await page.getByRole('button', { name: 'Show the diff to save' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await desk.until(async () => JSON.stringify(await desk.items('NccoConfig')).includes('Mine <b>'));
    await page.getByText('Saved. Callers hear it').waitFor();

    await text.fill(talk('Not this'));
    await changeByHand('The last one');
    await page.getByRole('button', { name: 'Take what is in the table' }).click();
    expect(await text.inputValue()).toBe(talk('The last one'));
    await page
      .getByRole('button', { name: /^Go back to version/ })
      .last()
      .click();
    await desk.until(async () => (await text.inputValue()).includes('Thank you for calling Jane'));
  });

  test('a phone keeps what could not be sent, and what is written on each of its screens', async () => {
    await open();
    await view('Agents');
    const text = page.getByRole('textbox', { name: 'Text to Support' });
    await text.fill('Are you there?');
    await page.route('**/simulator/messages', (route) => route.abort());
    await text.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'npm start' }).waitFor();
    expect(await text.inputValue()).toBe('Are you there?');
    await page.unroute('**/simulator/messages');
    await page.reload();
    expect(await text.inputValue()).toBe('Are you there?');
    await text.press('Enter');
    await desk.until(async () => (await desk.items('Tickets')).length > 0);
    expect(await text.inputValue()).toBe('');
  });
});
