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

  /** Plays a tutorial to its end, without pauses between the steps. */
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
    // The phone on the page shows the simulated phone's texts.
    for (const text of got) await shows(text);
    // Both agents, signed in by the console, have the ticket.
    for (const name of ['Jane', 'Joe'])
      await page
        .frameLocator(`iframe[title="${name}'s desk"]`)
        .getByText(/^Ticket \d+/)
        .first()
        .waitFor();
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

  const view = (name: string) => page.getByRole('tab', { name, exact: true }).click();
  const phone = (number: string): Locator => page.getByRole('region', { name: `Phone ${number}` });

  test.each(['light', 'dark'] as const)(
    'every view is for everybody, %s: axe finds nothing',
    async (colorScheme) => {
      await desk.text('447700900001', 'My order is late');
      await open('', { colorScheme });
      for (const name of ['Start', 'Agents', 'Timeline', 'NCCO', 'Faults']) {
        await view(name);
        await page.waitForTimeout(700);
        expect({ name, found: await violations(page) }).toEqual({ name, found: [] });
      }
      expect(errors).toEqual([]);
    },
  );

  test('a phone texts and calls by keyboard alone, and is still there after a reload', async () => {
    await open();
    await view('Agents');
    const own = phone('447700900001');
    await own.getByRole('textbox', { name: /Text to Support/ }).focus();
    await page.keyboard.type('価格は？ <b>bold</b><script>alert(1)</script>');
    await page.keyboard.press('Enter');
    await own.getByText('価格は？ <b>bold</b><script>alert(1)</script>').waitFor();
    await own
      .getByText(/Unicode|UCS-2/)
      .first()
      .waitFor();
    expect(await own.locator('b', { hasText: 'bold' }).count()).toBe(0);
    await page.reload();
    await own.getByText('価格は？', { exact: false }).first().waitFor();
    expect(await page.getByRole('tab', { name: 'Agents' }).getAttribute('aria-selected')).toBe('true');
    expect(errors).toEqual([]);
  });

  test('an exchange is seen whole: its entries, one of them opened, and its diagram', async () => {
    await desk.text(desk.newCustomer(), 'A text to look at');
    await open();
    await view('Timeline');
    const exchanges = page.getByRole('combobox', { name: 'Exchange' });
    const wanted = exchanges.getByRole('option').filter({ hasText: 'A text to look at' });
    await exchanges.selectOption((await wanted.first().getAttribute('value')) ?? '');
    await page.getByText('The same as a list').click();
    const diagram = page.getByRole('list', { name: 'Steps of the exchange' });
    await diagram.waitFor();
    const steps = await diagram.getByRole('button').allTextContents();
    for (const [earlier, later] of [
      [/A text to look at/, /POST \/support/],
      [/POST \/support/, /ticket|Tickets/],
      [/Tickets/, /sms\/json/],
    ] as const) {
      const [one, other] = [earlier, later].map((wanted) => steps.findIndex((step) => wanted.test(step)));
      expect(one).toBeGreaterThanOrEqual(0);
      expect(other).toBeGreaterThan(one ?? 0);
    }
    await diagram.getByRole('button').filter({ hasText: 'POST /support' }).first().click();
    const whole = page.getByRole('region', { name: 'Entry' });
    await whole
      .getByText(/A text to look at|A\+text\+to\+look/)
      .first()
      .waitFor();
    expect(await violations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('ops edit an NCCO: what is wrong stands beside its line, what is saved is heard', async () => {
    await open();
    await view('NCCO');
    await page
      .getByRole('list', { name: 'Items' })
      .getByRole('button', { name: /^inbound-call/ })
      .click();
    const text = page.getByRole('textbox', { name: 'Text of inbound-call' });
    const before = await text.inputValue();
    await text.fill('[\n  {"action": "talk", "text": "Good day"},\n  {"action": "tallk"}\n]');
    await shows(/tallk/);
    const toSave = page.getByRole('button', { name: 'Show the diff to save' });
    await desk.until(async () => !(await toSave.isEnabled()));
    await text.fill('[\n  {"action": "talk", "text": "Good day from the console"}\n]');
    await toSave.click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await expectSaved('Good day from the console');
    await desk.advance(10_000);
    const { body } = await desk.simulate<{ log: { action: string; text?: string }[] }>(
      'POST',
      '/simulator/calls',
      {
        from: '447700900009',
        to: NUMBERS.voice,
      },
    );
    expect(body.log.filter(({ action }) => action === 'talk').map((line) => line.text)).toEqual([
      'Good day from the console',
    ]);
    await page
      .getByRole('button', { name: /^Go back to version/ })
      .last()
      .click();
    await expectSaved('Thank you for calling Jane');
    expect((await inTable())['ncco']).toEqual(JSON.parse(before));
    expect(errors.filter((line) => !line.includes('422'))).toEqual([]);
  });

  const inTable = async (): Promise<Record<string, unknown>> =>
    (await desk.items('NccoConfig')).find(({ name }) => name === 'inbound-call') ?? {};
  const expectSaved = (text: string): Promise<void> =>
    desk.until(async () => JSON.stringify((await inTable())['ncco']).includes(text));

  test('each fault is switched on by its button, is seen to be on, and all are cleared', async () => {
    await open();
    await view('Faults');
    const faults = page
      .getByRole('region', { name: /At Vonage|In the cloud/ })
      .getByRole('button', { pressed: false });
    const names = await faults.allTextContents();
    expect(names.length).toBeGreaterThanOrEqual(14);
    for (const name of names) {
      const button = page.getByRole('button', { name, exact: true });
      await button.click();
      await page.getByRole('button', { name, exact: true, pressed: true }).waitFor();
      await page.getByRole('button', { name: 'Clear all faults' }).click();
      await page.getByRole('button', { name, exact: true, pressed: false }).waitFor();
    }
    await page.getByRole('button', { name: 'Throttle 2 texts' }).click();
    await page.getByRole('button', { name: 'Throttle 2 texts', pressed: true }).waitFor();
    const customer = desk.newCustomer();
    await desk.text(customer, 'Hello');
    expect(await desk.received(customer)).toHaveLength(1);
    // The fault is used up, and the confirmation was sent.
    await page.getByRole('button', { name: 'Throttle 2 texts', pressed: false }).waitFor();
    const before = desk.system.clock.now();
    await page.getByRole('button', { name: '+1 hour' }).click();
    await desk.until(() => desk.system.clock.now() - before >= 3_600_000);
    await view('Timeline');
    // An hour of sweeps has many more entries than are rendered.
    await page.getByText(/^\d{3,} of \d{3,} entries$|^\d{3,} entries$/).waitFor();
    const drawn = page.getByRole('listbox', { name: 'Entries' }).getByRole('option');
    expect(await drawn.count()).toBeLessThan(60);
    await page.getByRole('searchbox').fill('throttle');
    await page
      .getByRole('option')
      .filter({ hasText: /throttle/ })
      .first()
      .waitFor();
    // The faults also hit requests of the page itself, which the browser logs.
    expect(errors.filter((line) => !/status of 50[03]/.test(line))).toEqual([]);
  });
});
