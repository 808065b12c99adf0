import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { formBody, NUMBERS, TestDesk } from '../../desk/desk.ts';
import { tracesOf } from './traces.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
// Caches and pauses of the test before are over.
beforeEach(() => desk.advance(5_000));
afterEach(() => desk.simulate('DELETE', '/simulator/faults'));
afterAll(() => desk.close());

const HOUR_MS = 3_600_000;
const iso = (at: number) => new Date(at).toISOString();
const now = () => desk.system.clock.now();

interface Shown {
  status: string;
  error?: string;
  until?: string;
  options: unknown[];
  choice?: { digit: string; label: string; effect: string; at: string };
}

async function shown(id: string | undefined): Promise<Shown> {
  const answer = await desk.ask<{ delivery: Shown }>('GET', `/api/deliveries/${id ?? ''}`, {
    headers: { authorization: `Bearer ${desk.system.account.notifyKey}` },
  });
  expect(answer.status).toBe(200);
  return answer.body.delivery;
}

const notifyOne = async (body: object) => (await desk.notify(body)).body.results?.[0]?.id;
const form = (number: string) =>
  desk.ask('POST', '/notify', formBody({ number, key: desk.system.account.notifyKey }));

/** A reply, sent so many seconds after `began` by Vonage's clock. */
const reply = (customer: string, text: string, began: number, seconds: number, messageId = '') =>
  desk.inbound(customer, text, {
    to: NUMBERS.delivery,
    'message-timestamp': iso(began + seconds * 1_000)
      .slice(0, 19)
      .replace('T', ' '),
    ...(messageId && { messageId }),
  });

describe('a notification', () => {
  test('asks what the shop wants to ask; the choice tells the shop what to do', async () => {
    const customer = desk.newCustomer();
    const closesAt = iso(now() + HOUR_MS);
    const id = await notifyOne({
      number: customer,
      day: 'Monday',
      window: '6pm and 7pm',
      options: [
        { digit: '0', label: 'leave it at the door', effect: 'door' },
        { digit: '7', label: 'not at all' },
      ],
      closesAt,
    });
    expect((await desk.received(customer))[0]?.text).toMatch(
      /Monday between 6pm and 7pm.*0 \(leave it at the door\) or 7 \(not at all\)/,
    );
    await desk.text(customer, '1', { to: NUMBERS.delivery });
    await desk.text(customer, '0', { to: NUMBERS.delivery });
    expect(await shown(id)).toMatchObject({
      id,
      number: customer,
      day: 'Monday',
      window: '6pm and 7pm',
      closesAt,
      status: 'delivered',
      options: [
        { digit: '0', label: 'leave it at the door', effect: 'door' },
        { digit: '7', label: 'not at all', effect: 'not at all' },
      ],
      choice: { digit: '0', label: 'leave it at the door', effect: 'door', at: expect.stringMatching(/Z$/) },
    });
  });

  test('may be as large as each field allows', async () => {
    const customer = desk.newCustomer();
    const options = [...'012345678'].map((digit) => ({
      digit,
      label: 'l'.repeat(60),
      effect: 'e'.repeat(100),
    }));
    const answer = await desk.notify({
      number: customer,
      day: 'd'.repeat(60),
      window: 'w'.repeat(60),
      options,
      closesAt: iso(now() + 59 * 24 * HOUR_MS),
      transactional: true,
      language: 'en',
    });
    expect(answer.status).toBe(200);
    expect(await desk.received(customer)).toMatchObject([{ type: 'text', parts: 6 }]);
  });

  test('a label is told as it is, whatever it looks like', async () => {
    const customer = desk.newCustomer();
    const label = '{business} $& <b>"ü"</b> \\ 送 ✅';
    await desk.notify({ number: customer, options: [{ digit: '1', label }] });
    await desk.text(customer, '1', { to: NUMBERS.delivery });
    for (const { text } of await desk.received(customer)) expect(text).toContain(label);
  });

  test.each([
    ['ja', /明日.*木曜日/, '番'],
    ['zh', /明天.*星期四/, '选择'],
  ] as const)('speaks %s where the shop says so, from first to last', async (language, question, answer) => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer, language });
    await desk.text(customer, '9', { to: NUMBERS.delivery });
    await desk.text(customer, '2', { to: NUMBERS.delivery });
    const [asked, again, thanked] = (await desk.received(customer)).map(({ text }) => text);
    expect(asked).toMatch(question);
    expect(asked).not.toMatch(/tomorrow|Thursday|8am/);
    expect(again).toMatch(question.source.includes('明日') ? /明日/ : /明天/);
    expect(thanked).toContain(answer);
  });

  test('speaks the language that the customer was heard to speak', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, '荷物はいつ届きますか');
    await desk.notify({ number: customer });
    expect((await desk.received(customer)).at(-1)?.text).toContain('明日');
  });

  test('once its window is closed, an option is a text to support', async () => {
    const customer = desk.newCustomer();
    const began = now();
    const id = await notifyOne({ number: customer, closesAt: iso(began + 60_000) });
    await desk.advance(120_000);
    await desk.webhook('/update', reply(customer, '2', began, 59));
    await desk.system.settled();
    expect((await shown(id)).choice).toMatchObject({ digit: '2' });
    await desk.webhook('/update', reply(customer, '3', began, 61));
    await desk.system.settled();
    expect((await shown(id)).choice).toMatchObject({ digit: '2' });
    expect((await tracesOf(desk, customer)).tickets).toHaveLength(1);
  });

  test('what became of it is told: failed at Vonage, failed by its receipt', async () => {
    await desk.simulate('POST', '/simulator/faults', { sms: { fail: { status: 6, times: 1 } } });
    const refused = await notifyOne({ number: desk.newCustomer() });
    expect(await shown(refused)).toMatchObject({ status: 'failed', error: expect.stringMatching(/6.*\.$/) });
    await desk.simulate('POST', '/simulator/faults', { sms: { receipt: { status: 'rejected' } } });
    const lost = await notifyOne({ number: desk.newCustomer() });
    await desk.until(async () => (await shown(lost)).status === 'failed');
  });
});

describe('a customer who opted out', () => {
  test('is not notified: 409 with a sentence, nothing is stored; a page says the same', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'STOP', { to: NUMBERS.delivery });
    const before = await tracesOf(desk, customer);
    const answer = await desk.notify({ number: customer });
    expect(answer).toMatchObject({
      status: 409,
      body: {
        error: expect.stringMatching(/opted out/),
        results: [{ number: customer, status: 'opted-out' }],
      },
    });
    const page = await form(customer);
    expect(page.status).toBe(409);
    expect(page.text).toMatch(/opted out/);
    expect(await tracesOf(desk, customer)).toEqual(before);
  });

  test('after the notification was queued never gets it, and it waits for no reply', async () => {
    const customer = desk.newCustomer();
    await desk.simulate('POST', '/simulator/faults', { sms: { throttle: 40 } });
    const id = await notifyOne({ number: customer });
    expect((await shown(id)).status).toBe('queued');
    await desk.simulate('DELETE', '/simulator/faults');
    await desk.text(customer, 'STOP', { to: NUMBERS.delivery });
    const texts = (await desk.received(customer)).length;
    await desk.advance(120_000);
    expect(await desk.received(customer)).toHaveLength(texts);
    expect(await shown(id)).toMatchObject({ status: 'cancelled', error: expect.stringMatching(/opted out/) });
    await desk.text(customer, '1', { to: NUMBERS.delivery });
    expect((await shown(id)).choice).toBeUndefined();
  });
});

describe('refused for what the owner allows', () => {
  test('another country: 403; nothing waits for a reply', async () => {
    const number = '12684601234';
    const answer = await desk.notify({ number });
    expect(answer).toMatchObject({ status: 403, body: { results: [{ status: 'refused' }] } });
    expect((await form(number)).status).toBe(403);
    expect(await desk.received(number)).toEqual([]);
    expect((await shown(answer.body.results?.[0]?.id)).status).toBe('cancelled');
  });

  test('a limit of the day: 429 with a sentence', async () => {
    const settings = (await desk.items('NccoConfig')).find(({ name }) => name === 'settings') ?? {};
    const customer = desk.newCustomer();
    try {
      await desk.configure({ ...settings, limits: { textsPerRecipient: 1 } });
      await desk.notify({ number: customer });
      expect(await desk.notify({ number: customer })).toMatchObject({
        status: 429,
        body: { error: expect.stringMatching(/\.$/), results: [{ status: 'refused' }] },
      });
      expect((await form(customer)).status).toBe(429);
      expect(await desk.received(customer)).toHaveLength(1);
    } finally {
      await desk.configure(settings);
    }
  });
});

describe('in quiet hours', () => {
  /** Quiet for the hour to come, wherever the customer is. */
  async function quietNow(work: () => Promise<void>): Promise<void> {
    const settings = (await desk.items('NccoConfig')).find(({ name }) => name === 'settings') ?? {};
    const clock = (at: number) => iso(at).slice(11, 16);
    const quietHours = { from: clock(now() - HOUR_MS), to: clock(now() + HOUR_MS), zone: 'UTC' };
    try {
      await desk.configure({ ...settings, quietHours });
      await work();
    } finally {
      await desk.configure(settings);
    }
  }

  test('it is held until the morning, then sent once; the shop and the page say so', async () => {
    await quietNow(async () => {
      const [customer, staff] = [desk.newCustomer(), desk.newCustomer()];
      const answer = await desk.notify({ number: customer });
      expect(answer).toMatchObject({
        status: 200,
        body: {
          message: expect.stringMatching(/held/),
          results: [{ status: 'held', until: expect.any(String) }],
        },
      });
      const until = Date.parse(answer.body.results?.[0]?.['until' as 'id'] ?? '');
      expect(until).toBeGreaterThan(now() + HOUR_MS / 2);
      expect(until).toBeLessThanOrEqual(now() + HOUR_MS);
      const page = await form(staff);
      expect(page.status).toBe(200);
      expect(page.text).toMatch(/held/);
      expect(page.text).not.toMatch(/Done/);
      const id = answer.body.results?.[0]?.id;
      expect(await shown(id)).toMatchObject({ status: 'held', until: new Date(until).toISOString() });

      await desk.advance(HOUR_MS / 2);
      expect(await desk.received(customer)).toEqual([]);
      await desk.advance(HOUR_MS / 2 + 120_000);
      await desk.advance(60_000);
      expect(await desk.received(customer)).toHaveLength(1);
      expect(await desk.received(staff)).toHaveLength(1);
      expect((await shown(id)).status).toBe('delivered');
    });
  });

  test('what the shop marks transactional goes at once, and every acknowledgement', async () => {
    await quietNow(async () => {
      const customer = desk.newCustomer();
      expect((await desk.notify({ number: customer, transactional: true })).body.results).toMatchObject([
        { status: 'sent' },
      ]);
      await desk.text(customer, '1', { to: NUMBERS.delivery });
      expect(await desk.received(customer)).toHaveLength(2);
    });
  });
});

describe('the choice that stands', () => {
  test('is the one that was sent last, in every order and however many at once', async () => {
    for (let round = 0; round < 3; round += 1) {
      const customer = desk.newCustomer();
      const began = now();
      const id = await notifyOne({ number: customer });
      const texts = ['1', '2', '3', '1', '2'].map((digit, index) =>
        reply(customer, digit, began, (index + 1) * 5, `race-${round}-${index}`),
      );
      // Each twice, in another order each round; 7 and 10 have no common divisor, so none is left out.
      const shuffled = Array.from(
        { length: 10 },
        (_, turn) => texts[((turn * 7 + round * 3) % 10) >> 1] ?? {},
      );
      const answers = await Promise.all(shuffled.map((params) => desk.webhook('/update', params)));
      for (const { status } of answers) expect([200, 503]).toContain(status);
      // Vonage delivers again what was not taken, late and in its own order.
      for (const params of texts)
        expect([200, 503]).toContain((await desk.webhook('/update', params)).status);
      await desk.system.settled();
      expect((await shown(id)).choice).toMatchObject({ digit: '2' });
      const acknowledged = (await desk.received(customer)).slice(1).map(({ clientRef }) => clientRef);
      expect(new Set(acknowledged).size).toBe(acknowledged.length);
      expect((await tracesOf(desk, customer)).inbound).toHaveLength(5);
      await desk.advance(5_000);
    }
  });

  test('twenty times the same at once: stored twenty times, acknowledged once', async () => {
    const customer = desk.newCustomer();
    const began = now();
    const id = await notifyOne({ number: customer });
    const texts = Array.from({ length: 20 }, (_, index) =>
      reply(customer, '3', began, 1 + index, `flood-${index}`),
    );
    const answers = await Promise.all(texts.map((params) => desk.webhook('/update', params)));
    for (const [index, { status }] of answers.entries()) {
      if (status !== 200) await desk.webhook('/update', texts[index] ?? {});
    }
    await desk.system.settled();
    expect((await shown(id)).choice).toMatchObject({ digit: '3' });
    expect((await tracesOf(desk, customer)).inbound).toHaveLength(20);
    expect(await desk.received(customer)).toHaveLength(2);
  });

  test('a minute later the same digit is acknowledged again; another one at once', async () => {
    const customer = desk.newCustomer();
    const began = now();
    await desk.notify({ number: customer });
    for (const [digit, seconds] of [
      ['1', 1],
      ['1', 30],
      ['2', 31],
      ['1', 32],
      ['1', 93],
    ] as const)
      expect((await desk.webhook('/update', reply(customer, digit, began, seconds))).status).toBe(200);
    await desk.system.settled();
    expect((await desk.received(customer)).slice(1)).toHaveLength(4);
  });
});

describe('with one number for both uses', () => {
  test('a text is a reply only if a notification waits and the text is an option of it', async () => {
    const settings = (await desk.items('NccoConfig')).find(({ name }) => name === 'settings') ?? {};
    const customer = desk.newCustomer();
    try {
      await desk.configure({
        ...settings,
        numbers: { [NUMBERS.support]: { uses: ['support', 'delivery', 'voice'] } },
      });
      await desk.text(customer, '5');
      expect((await tracesOf(desk, customer)).tickets).toHaveLength(1);
      const id = await notifyOne({ number: customer, options: [{ digit: '5', label: 'at noon' }] });
      await desk.text(customer, '1');
      expect((await shown(id)).choice).toBeUndefined();
      await desk.text(customer, '5');
      expect((await shown(id)).choice).toMatchObject({ digit: '5', label: 'at noon' });
      const { inbound } = await tracesOf(desk, customer);
      expect(inbound.map(({ ticket }) => ticket !== undefined)).toEqual([true, true, false]);
    } finally {
      await desk.configure(settings);
    }
  });
});
