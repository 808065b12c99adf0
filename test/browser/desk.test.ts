import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { violations } from './axe.ts';
import { launchBrowser, openPage } from './browser.ts';
import { inBrowser } from './in-browser.ts';

inBrowser('the agents’ desk', () => {
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

  type Options = Parameters<typeof openPage>[1];

  async function open(options: Options = {}): Promise<{ page: Page; errors: string[] }> {
    const made = await openPage(browser, { bypassCSP: true, locale: 'en-GB', ...options });
    opened.push(made.page);
    await made.page.goto(`${desk.system.apiUrl}/desk`);
    return made;
  }

  async function signIn(
    name: 'Jane' | 'Joe',
    options: Options = {},
  ): Promise<{ page: Page; errors: string[] }> {
    const made = await open(options);
    const { page } = made;
    await page.getByLabel('Name').fill(name);
    await page.getByLabel('Key').fill(desk.system.account.mobileApiKey ?? '');
    await page.keyboard.press('Enter');
    await page.getByText('Ready for calls').waitFor();
    return made;
  }

  test('a wrong key is told in words, and nothing secret is kept or shown', async () => {
    const { page } = await open();
    await page.getByLabel('Name').fill('Jane');
    await page.getByLabel('Key').fill('not the key');
    await page.keyboard.press('Enter');
    await page.getByRole('alert').filter({ hasText: 'Name and key do not fit together' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  test('an agent’s day: a text comes, is read, answered and closed; all of it by keyboard where one would', async () => {
    const customer = desk.newCustomer();
    const { page, errors } = await signIn('Jane');
    await desk.text(customer, 'Where is <b>my</b> order? <img src=x onerror=alert(1)>');
    const line = page.getByText(/Ticket \d+/).first();
    await line.waitFor();
    await line.click();
    await page.getByText('Where is <b>my</b> order? <img src=x onerror=alert(1)>').waitFor();
    expect(await page.locator('img').count()).toBe(0);
    const reply = page.getByRole('textbox', { name: 'Reply' });
    await reply.fill('It left this morning. 📦');
    await page
      .getByText(/1 part/)
      .first()
      .waitFor();
    await page
      .getByText(/Unicode/)
      .first()
      .waitFor();
    await reply.press('Control+Enter');
    await desk.until(async () =>
      (await desk.received(customer)).some(({ text }) => text === 'It left this morning. 📦'),
    );
    await page.getByText('Delivered').nth(1).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.getByRole('button', { name: /Close ticket/ }).click();
    await page.getByRole('button', { name: 'Close now' }).click();
    await page.getByRole('button', { name: 'Reopen' }).waitFor();
    await page.getByRole('button', { name: 'Reopen' }).click();
    await page.getByRole('button', { name: /Close ticket/ }).waitFor();

    const kept = await page.evaluate<string>(
      'JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])',
    );
    expect(kept).not.toMatch(/eyJ/);
    expect(kept).not.toContain(desk.system.account.mobileApiKey);
    expect(kept).not.toContain(customer);
    expect(errors).toEqual([]);
  });

  test('a browser whose language is no language tag is answered all the same', async () => {
    const { page, errors } = await signIn('Jane', { locale: 'en-US@posix' });
    await page
      .getByText(/Ticket \d+|No open tickets/)
      .first()
      .waitFor();
    expect(errors).toEqual([]);
  });

  test('what another agent did meanwhile is told plainly', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Two of you see this');
    const [jane, joe] = await Promise.all([signIn('Jane'), signIn('Joe')]);
    for (const { page } of [jane, joe]) {
      await page
        .getByText(/Ticket \d+/)
        .first()
        .click();
      await page.getByText('Two of you see this').waitFor();
    }
    await joe.page.getByRole('button', { name: /Close ticket/ }).click();
    await joe.page.getByRole('button', { name: 'Close now' }).click();
    await joe.page.getByRole('button', { name: 'Reopen' }).waitFor();
    await jane.page
      .getByText(/closed this ticket/)
      .first()
      .waitFor();
  });

  test('what may be an opt-out is marked; the agent opts out, after a question, or says that it is not meant', async () => {
    const [meant, unmeant] = [desk.newCustomer(), desk.newCustomer()];
    const { page, errors } = await signIn('Jane');
    for (const customer of [unmeant, meant]) {
      await desk.text(customer, 'No more texts please');
      const row = page.getByRole('link', { name: /May be an opt-out/ });
      await row.waitFor();
      await row.click();
      const note = page.getByText('seems to want no more texts');
      await note.waitFor();
      expect(await violations(page)).toEqual([]);
      if (customer === unmeant) {
        await page.getByRole('button', { name: 'Not meant' }).click();
      } else {
        await page.getByRole('button', { name: 'Opt out…' }).click();
        await page.getByText('only the customer can change it').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.getByRole('button', { name: 'Opt out', exact: true }).click();
        await page.getByText('This customer has opted out').waitFor();
      }
      await note.waitFor({ state: 'detached' });
      await row.waitFor({ state: 'detached' });
    }
    expect((await desk.notify({ number: meant })).status).toBe(409);
    expect((await desk.notify({ number: unmeant })).status).toBe(200);
    expect(errors).toEqual([]);
  });

  test('an agent writes first, to a number in any shape', async () => {
    const customer = desk.newCustomer();
    const { page, errors } = await signIn('Jane');
    await page.getByRole('link', { name: 'New text' }).click();
    await page.getByLabel('Phone number').fill(`+${customer.slice(0, 2)} ${customer.slice(2)}`);
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Your parcel waits at the desk.');
    await page.getByRole('button', { name: 'Send and open the ticket' }).click();
    await desk.until(async () => (await desk.received(customer)).length > 0);
    await page.getByText('Your parcel waits at the desk.').first().waitFor();
    expect(errors).toEqual([]);
  });

  test('the phone rings in a tab that is elsewhere, is answered, mutes and hangs up', async () => {
    await desk.advance(60_000);
    const { page, errors } = await signIn('Jane');
    const call = desk.simulate<{ id: string }>('POST', '/simulator/calls', {
      from: desk.newCustomer(),
      to: NUMBERS.voice,
    });
    await page.getByRole('button', { name: 'Answer' }).waitFor();
    expect(await page.title()).toContain('☎');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Answer' }).click();
    await page.getByText('on the call').waitFor();
    await page.getByRole('button', { name: 'Mute' }).click();
    await page.getByRole('button', { name: 'Mute', pressed: true }).waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByText('on the call').waitFor({ state: 'detached' });
    const { id } = (await call).body;
    const { body } = await desk.simulate<{ legs: { state: string }[] }>('GET', `/simulator/calls/${id}`);
    expect(body.legs.at(-1)?.state).toBe('completed');
    expect(await page.title()).not.toContain('☎');
    expect(errors).toEqual([]);
  });

  test('an agent dials; what is no number is told', async () => {
    const { page } = await signIn('Joe');
    const customer = desk.newCustomer();
    for (const [number, told] of [
      ['999', 'short code'],
      ['(650) 555-0123', 'country code'],
    ] as const) {
      await page.getByLabel('Number to call').fill(number);
      await page.getByRole('button', { name: 'Call', exact: true }).click();
      await page.getByRole('alert').filter({ hasText: told }).waitFor();
    }
    await page.getByLabel('Number to call').fill(`+${customer}`);
    await page.getByRole('button', { name: 'Call', exact: true }).click();
    await page.getByText(/calling/).waitFor();
    type Call = { id: string; legs: { id: string; number?: string; state: string }[] };
    let ringing: string | undefined;
    await desk.until(async () => {
      const { body: calls } = await desk.simulate<Call[]>('GET', '/simulator/calls');
      for (const { id, legs } of calls)
        for (const leg of legs)
          if (leg.number === customer && leg.state === 'ringing') ringing = `${id}/legs/${leg.id}`;
      return ringing !== undefined;
    });
    await desk.simulate('POST', `/simulator/calls/${ringing ?? ''}/answer`);
    await page.getByText('on the call').waitFor();
    await page.getByRole('button', { name: 'Hang up' }).click();
    await page.getByText('on the call').waitFor({ state: 'detached' });
  });

  test.each([
    { language: 'ja-JP', name: '名前', key: 'キー', width: 360 },
    { language: 'zh-CN', name: '姓名', key: '密钥', width: 1280 },
  ])('speaks $language, $width wide, light and dark, and axe finds nothing', async ({ language, width }) => {
    // A possible opt-out, so that its badge is on the page.
    await desk.text(desk.newCustomer(), 'もう送らないでください。');
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page } = await open({ locale: language, viewport: { width, height: 740 }, colorScheme });
      expect(await page.getAttribute('html', 'lang')).toBe(language.slice(0, 2));
      expect(await violations(page)).toEqual([]);
      await page.locator('input').nth(0).fill('Jane');
      await page
        .locator('input')
        .nth(1)
        .fill(desk.system.account.mobileApiKey ?? '');
      await page.keyboard.press('Enter');
      await page.getByText('+44', { exact: false }).first().waitFor();
      expect(await violations(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    }
  });
});
