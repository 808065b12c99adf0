import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { tracesOf } from '../integration/desk/traces.ts';

/* Texts that are longer than one SMS and come as parts, each in a webhook of its own, through the whole system. */

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const ORDERS = [
  [1, 2, 3],
  [1, 3, 2],
  [2, 1, 3],
  [2, 3, 1],
  [3, 1, 2],
  [3, 2, 1],
];

const LONG = 'My parcel 📦 came wet — and the box was open. Who pays for that? Please call me, Zoë. ';

/** Long enough for Vonage to deliver again, and for every lease to run out. */
const LATER_MS = 6 * 60_000;

interface Read {
  id: string;
  text: string;
  incomplete?: boolean;
}

/** What an agent reads of a customer: the texts that came in, ticket by ticket. */
async function read(customer: string): Promise<Pick<Read, 'text' | 'incomplete'>[]> {
  await desk.system.settled();
  const jane = await desk.agent('Jane');
  const { tickets } = await tracesOf(desk, customer);
  const threads = await Promise.all(
    tickets.map(({ number }) =>
      jane<{ messages: (Read & { direction: string })[] }>('GET', `/api/tickets/${String(number)}`),
    ),
  );
  return threads
    .flatMap(({ body }) => body.messages.filter(({ direction }) => direction === 'inbound'))
    .map(({ text, incomplete }) => ({ text, ...(incomplete !== undefined && { incomplete }) }));
}

/** One ticket and one confirmation, whatever came. */
async function expectOneTicket(customer: string): Promise<void> {
  expect((await tracesOf(desk, customer)).tickets).toEqual([expect.objectContaining({ status: 'open' })]);
  expect((await desk.received(customer)).map(({ text }) => text)).toEqual([
    expect.stringMatching(/ticket \d+/),
  ]);
}

const stamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ');

/** The webhooks of a text that was cut into `pieces`, sent now. */
function parts(customer: string, pieces: string[], more: Record<string, string> = {}) {
  const sent = stamp(desk.system.clock.now());
  return pieces.map((text, index) =>
    desk.inbound(customer, text, {
      'message-timestamp': sent,
      concat: 'true',
      'concat-ref': '77',
      'concat-total': String(pieces.length),
      'concat-part': String(index + 1),
      ...more,
    }),
  );
}

/** As Vonage does: again until it is taken. */
async function deliver(params: Record<string, string>): Promise<void> {
  for (let tries = 0; (await desk.webhook('/support', params)).status !== 200; tries += 1) {
    if (tries === 20) throw new Error('This part is never taken.');
  }
}

describe('a split text', () => {
  test.each(ORDERS)('in the order %i %i %i, each part twice, is one message', async (...order) => {
    const customer = desk.newCustomer();
    await desk.text(customer, LONG, { split: 3, order, copies: 2 });
    expect(await read(customer)).toEqual([{ text: LONG }]);
    await expectOneTicket(customer);
  });

  test.each(['GET', 'POST', 'JSON'] as const)(
    'as a handset cuts it, by %s, is one message',
    async (method) => {
      const customer = desk.newCustomer();
      const text = LONG.repeat(6);
      await desk.text(customer, text, { split: true, method, order: [9, 8, 7, 6, 5, 4, 3, 2, 1] });
      expect(await read(customer)).toEqual([{ text }]);
      await expectOneTicket(customer);
    },
  );

  test.each(ORDERS)('at once, %i %i %i, each part three times, is one message', async (...order) => {
    const customer = desk.newCustomer();
    const pieces = ['Where ', 'is my ', 'parcel?'];
    const webhooks = parts(customer, pieces);
    const inOrder = order.map((place) => webhooks[place - 1] ?? {});
    await Promise.all([...inOrder, ...inOrder, ...inOrder].map(deliver));
    expect(await read(customer)).toEqual([{ text: pieces.join('') }]);
    await expectOneTicket(customer);
  });

  test('of 40 parts at once is one message', async () => {
    const customer = desk.newCustomer();
    const pieces = Array.from({ length: 40 }, (_, index) => `${index}, `);
    await Promise.all(parts(customer, pieces).map(deliver));
    expect(await read(customer)).toEqual([{ text: pieces.join('') }]);
    await expectOneTicket(customer);
  });

  test('of 100 parts is one message', async () => {
    const customer = desk.newCustomer();
    const text = Array.from({ length: 100 }, (_, index) => `part ${index} `).join('');
    await desk.text(customer, text, { split: 100 });
    expect(await read(customer)).toEqual([{ text }]);
    await expectOneTicket(customer);
  });

  test('lacks a part: it is readable and marked incomplete, until the part comes', async () => {
    const customer = desk.newCustomer();
    const [one, two, three, four] = parts(customer, ['one ', 'two ', 'three ', 'four']);
    await deliver(four ?? {});
    expect(await read(customer)).toEqual([{ text: '…four', incomplete: true }]);
    await deliver(one ?? {});
    expect(await read(customer)).toEqual([{ text: 'one …four', incomplete: true }]);
    await desk.advance(2 * 60 * 60_000);
    await deliver(two ?? {});
    await deliver(three ?? {});
    expect(await read(customer)).toEqual([{ text: 'one two three four' }]);
    await expectOneTicket(customer);
  });

  test('on an open ticket joins it, and is not confirmed', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Hello');
    await desk.text(customer, LONG, { split: 3, order: [3, 1, 2], copies: 2 });
    expect(await read(customer)).toEqual([{ text: 'Hello' }, { text: LONG }]);
    await expectOneTicket(customer);
  });

  test('in answer to a notification is asked for an option once', async () => {
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    await desk.text(customer, LONG, { to: NUMBERS.delivery, split: 3, order: [2, 3, 1], copies: 2 });
    expect(await desk.received(customer)).toHaveLength(2);
    expect((await tracesOf(desk, customer)).inbound).toHaveLength(1);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    'of which a part’s function dies after write %i is whole when Vonage delivers again',
    async (write) => {
      const customer = desk.newCustomer();
      const killed = { kill: { function: 'inbound-sms', after: `write ${write}` } };
      const first = await desk.withCloudFault(killed, () =>
        desk.text(customer, LONG, { split: 3, order: [3, 1, 2] }),
      );
      expect(first.body.webhooks.filter(({ status }) => status === 500)).toHaveLength(1);
      await desk.advance(LATER_MS);
      expect(await read(customer)).toEqual([{ text: LONG }]);
      await expectOneTicket(customer);
    },
  );
});

describe('a reference that comes again', () => {
  test('at once, with duplicates of the old text, is a second message', async () => {
    const customer = desk.newCustomer();
    const old = parts(customer, ['a', 'b', 'c']);
    await Promise.all(old.map(deliver));
    const young = parts(customer, ['x', 'y', 'z']);
    await Promise.all([...young.toReversed(), ...old, ...young].map(deliver));
    expect(await read(customer)).toEqual([{ text: 'abc' }, { text: 'xyz' }]);
    await expectOneTicket(customer);
  });

  test('hours after a text that lacks a part leaves it as it is, and takes its late part to it', async () => {
    const customer = desk.newCustomer();
    const [a1, a2, a3] = parts(customer, ['a', 'b', 'c']);
    await Promise.all([a1 ?? {}, a3 ?? {}].map(deliver));
    await desk.advance(3 * 60 * 60_000);
    const young = parts(customer, ['x', 'y', 'z']);
    await Promise.all(young.toReversed().map(deliver));
    expect(await read(customer)).toEqual([{ text: 'a…c', incomplete: true }, { text: 'xyz' }]);
    await deliver(a2 ?? {});
    expect(await read(customer)).toEqual([{ text: 'abc' }, { text: 'xyz' }]);
  });

  test('from another customer at the same moment is another message', async () => {
    const [one, other] = [desk.newCustomer(), desk.newCustomer()];
    await Promise.all([...parts(one, ['a', 'b', 'c']), ...parts(other, ['x', 'y', 'z'])].map(deliver));
    expect(await read(one)).toEqual([{ text: 'abc' }]);
    expect(await read(other)).toEqual([{ text: 'xyz' }]);
  });
});

describe('parameters of a part', () => {
  const part = { concat: 'true', 'concat-ref': '7', 'concat-total': '3', 'concat-part': '1' };

  test.each<[string, Record<string, string | undefined>]>([
    ['a total of 0', { 'concat-total': '0' }],
    ['a total of 1', { 'concat-total': '1' }],
    ['a total of 256', { 'concat-total': '256' }],
    ['part 7 of 3', { 'concat-part': '7' }],
    ['part 0', { 'concat-part': '0' }],
    ['part -1', { 'concat-part': '-1' }],
    ['part 1.5', { 'concat-part': '1.5' }],
    ['part 1e0', { 'concat-part': '1e0' }],
    ['a part that is no number', { 'concat-part': 'two' }],
    ['a part that is a prototype', { 'concat-part': '__proto__' }],
    ['a total that is no number', { 'concat-total': 'NaN' }],
    ['an empty total', { 'concat-total': '' }],
    ['no total', { 'concat-total': undefined }],
    ['no part', { 'concat-part': undefined }],
    ['no reference', { 'concat-ref': undefined }],
    ['an empty reference', { 'concat-ref': '' }],
    ['a reference without end', { 'concat-ref': '7'.repeat(5_000) }],
    ['no concat', { concat: undefined }],
    ['concat=false', { concat: 'false' }],
  ])('with %s: each is stored as a text of its own, and none is lost', async (_name, wrong) => {
    const customer = desk.newCustomer();
    const given = Object.entries({ ...part, ...wrong }).filter(([, value]) => value !== undefined);
    const more = Object.fromEntries(given) as Record<string, string>;
    const [first, second] = ['Hello', 'again'].map((text) => desk.inbound(customer, text, more));
    expect((await desk.webhook('/support', first ?? {})).status).toBe(200);
    expect((await desk.webhook('/support', second ?? {}, { method: 'JSON' })).status).toBe(200);
    expect((await desk.webhook('/support', first ?? {}, { method: 'JSON' })).status).toBe(200);
    expect(await read(customer)).toEqual([{ text: 'Hello' }, { text: 'again' }]);
    await expectOneTicket(customer);
  });

  test.each([
    ['a moment that is none', '2026-02-30 25:00:00'],
    ['none', undefined],
    ['one in a century', '2126-11-21 10:00:00'],
  ])('with %s as the time of sending: one message all the same', async (_name, time) => {
    const customer = desk.newCustomer();
    const webhooks = parts(customer, ['a', 'b', 'c']).map(({ 'message-timestamp': _said, ...params }) => ({
      ...params,
      ...(time !== undefined && { 'message-timestamp': time }),
    }));
    await Promise.all(webhooks.toReversed().map(deliver));
    expect(await read(customer)).toEqual([{ text: 'abc' }]);
  });

  test('one that is 2 of 2 and empty makes the text whole', async () => {
    const customer = desk.newCustomer();
    await Promise.all(parts(customer, ['Hello', '']).map(deliver));
    expect(await read(customer)).toEqual([{ text: 'Hello' }]);
  });
});

test('what is kept to find the parts names no number and no text, and is gone after some days', async () => {
  const customer = desk.newCustomer();
  const known = new Set((await desk.items('Messages')).map(({ id }) => id));
  const reference = randomUUID().slice(0, 20);
  await Promise.all(parts(customer, ['Hello ', 'there'], { 'concat-ref': reference }).map(deliver));
  await desk.system.settled();
  const kept = (await desk.items('Messages')).filter(
    ({ id, direction }) => !known.has(id) && direction === undefined,
  );
  expect(kept).toHaveLength(1);
  const written = JSON.stringify(kept);
  for (const secret of [customer, NUMBERS.support, reference, 'Hello', 'there'])
    expect(written).not.toContain(secret);
  const days = (Number(kept[0]?.['expiresAt']) - desk.system.clock.now() / 1_000) / 86_400;
  expect(days).toBeGreaterThan(2);
  expect(days).toBeLessThan(8);
});
