import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page, Route } from 'playwright-core';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('what an agent writes and dials', () => {
  let desk: TestDesk;
  let browser: Browser;
  const opened: Page[] = [];
  beforeAll(async () => {
    [desk, browser] = await Promise.all([TestDesk.open(), launchBrowser()]);
  });
  afterEach(async () => {
    for (const page of opened.splice(0)) await page.context().close();
  });
  afterAll(async () => {
    await browser.close();
    await desk.close();
  });

  async function signIn(name: 'Jane' | 'Joe'): Promise<Page> {
    const { page } = await openPage(browser, { locale: 'en-GB' });
    opened.push(page);
    await page.goto(`${desk.system.apiUrl}/desk`);
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Key').fill(desk.system.account.mobileApiKey ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('Ready for calls').waitFor();
    return page;
  }

  const reply = (page: Page) => page.getByRole('textbox', { name: 'Reply' });

  /** Opens a new ticket on the page; returns its customer. */
  async function ticket(page: Page, text: string): Promise<string> {
    const customer = desk.newCustomer();
    await desk.text(customer, text);
    await page.locator('.row', { hasText: customer.slice(-4) }).click();
    await page.getByText(text, { exact: true }).waitFor();
    return customer;
  }

  const textsTo = async (customer: string, text: string): Promise<number> =>
    (await desk.received(customer)).filter((one) => one.text === text).length;

  test('what is being written stays in sight when the customer opts out or a colleague closes the ticket', async () => {
    const page = await signIn('Jane');
    const customer = await ticket(page, 'Please help');
    await reply(page).fill('A long answer, half wri');
    await desk.text(customer, 'STOP');
    await page.getByText('opted out of texts', { exact: false }).first().waitFor();
    await page.keyboard.type('tten');
    expect(await reply(page).inputValue()).toBe('A long answer, half written');
    await page.keyboard.press('Control+Enter');
    expect(await reply(page).inputValue()).toBe('A long answer, half written');

    await ticket(page, 'Another one');
    await reply(page).fill('Kept');
    const joe = await signIn('Joe');
    await joe.goto(page.url());
    await joe.getByRole('button', { name: /Close ticket/ }).click();
    await joe.getByRole('button', { name: 'Close now' }).click();
    await page.getByText('Reopen it to answer', { exact: false }).waitFor();
    expect(await reply(page).inputValue()).toBe('Kept');
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByText('Reopen it to answer', { exact: false }).waitFor({ state: 'detached' });
    expect(await reply(page).inputValue()).toBe('Kept');
  });

  test('leaving asks before what is not sent is lost', async () => {
    const page = await signIn('Jane');
    await ticket(page, 'Do not forget me');
    await reply(page).pressSequentially('Not sent');
    const asked = new Promise<string>((resolve) => {
      page.once('dialog', (dialog) => {
        resolve(dialog.type());
        void dialog.dismiss();
      });
    });
    await page.evaluate('location.reload()');
    expect(await asked).toBe('beforeunload');
    expect(await reply(page).inputValue()).toBe('Not sent');

    await page.getByRole('button', { name: 'Preferences' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'not sent' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await reply(page).inputValue()).toBe('Not sent');
    await reply(page).fill('');
    await page.getByRole('button', { name: 'Preferences' }).click();
    await page.getByRole('button', { name: 'Sign out', exact: true }).click();
    await page.getByLabel('Key').waitFor();
  });

  /** Lets the first such POST reach the API, but drops its response. */
  async function loseOneAnswer(page: Page, url: string): Promise<void> {
    let isLost = false;
    await page.route(url, async (route: Route) => {
      if (isLost || route.request().method() !== 'POST') return route.continue();
      isLost = true;
      await route.fetch();
      await route.abort();
    });
  }

  test('a first text whose answer was lost goes once, also after the agent was elsewhere', async () => {
    const page = await signIn('Jane');
    const customer = desk.newCustomer();
    await loseOneAnswer(page, '**/api/tickets');
    await page.getByRole('link', { name: 'New text' }).click();
    await page.getByLabel('Phone number').fill(`+${customer}`);
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('We have your keys');
    const send = page.getByRole('button', { name: 'Send and open the ticket' });
    await send.click();
    await page.getByRole('alert').filter({ hasText: 'never goes out twice' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByText('Pick a ticket').waitFor();
    await page.getByRole('link', { name: 'New text' }).click();
    await send.click();
    await page.waitForURL(/tickets\/\d+/);
    expect(await textsTo(customer, 'We have your keys')).toBe(1);
  });

  test('who has gone elsewhere while a first text is sent is left there, with what they write', async () => {
    const page = await signIn('Jane');
    await ticket(page, 'I am here');
    const here = page.url();
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await page.route('**/api/tickets', async (route: Route) => {
      if (route.request().method() === 'POST') await held;
      await route.continue();
    });
    const customer = desk.newCustomer();
    await page.getByRole('link', { name: 'New text' }).click();
    await page.getByLabel('Phone number').fill(`+${customer}`);
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('On its way');
    await page.getByRole('button', { name: 'Send and open the ticket' }).click();
    await page.goto(here);
    await reply(page).fill('Somewhere else');
    letGo();
    await page.locator('.row', { hasText: customer.slice(-4) }).waitFor();
    expect(page.url()).toBe(here);
    expect(await reply(page).inputValue()).toBe('Somewhere else');
  });

  test('dialled twice is called once', async () => {
    const page = await signIn('Joe');
    const customer = desk.newCustomer();
    await page.getByLabel('Number to call').fill(`+${customer}`);
    await page.getByRole('button', { name: 'Call', exact: true }).dblclick();
    await page
      .getByText(/calling/)
      .first()
      .waitFor();
    const { body } = await desk.simulate<{ to: string }[]>('GET', '/simulator/calls');
    expect(body.filter(({ to }) => to === `+${customer}`)).toHaveLength(1);
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByRole('button', { name: 'Hang up' }).waitFor({ state: 'detached' });
  });

  test('answered twice and hung up twice is done once, and nothing is said to have gone wrong', async () => {
    await desk.advance(60_000);
    const page = await signIn('Jane');
    void desk.simulate('POST', '/simulator/calls', { from: desk.newCustomer(), to: NUMBERS.voice });
    for (const [name, then] of [
      ['Answer', 'attached'],
      ['Hang up', 'detached'],
    ] as const) {
      const answered: number[] = [];
      page.on('response', (response) => answered.push(response.status()));
      await page.getByRole('button', { name }).dblclick();
      await page.getByText('on the call').waitFor({ state: then });
      expect(answered.filter((status) => status >= 400)).toEqual([]);
    }
    expect(await page.getByRole('alert').filter({ hasText: /./ }).count()).toBe(0);
  });
});
