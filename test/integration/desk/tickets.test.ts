import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { NUMBERS, TestDesk, type Answer } from '../../desk/desk.ts';
import { signedPost } from '../../e2e/tutorial-3-calls.ts';
import { changesNothing } from './state.ts';
import { tracesOf } from './traces.ts';

type Agent = Awaited<ReturnType<TestDesk['agent']>>;

interface Shown {
  id: string;
  direction: string;
  text: string;
  at: string;
  status: string;
  agent?: string;
  error?: string;
  parts?: number;
  keyword?: string;
  incomplete?: true;
}
interface Ticket {
  number: number;
  status: string;
  lastMessageAt: string;
  consent?: string;
  language?: string;
}
interface Thread {
  ticket: Ticket;
  messages: Shown[];
  calls: { call: string; from: string; to: string; status: string; at: string }[];
}
type Posted = Answer<{ message: Shown; ticket: Ticket; error?: string }>;

const HOUR_MS = 3_600_000;

let desk: TestDesk;
let jane: Agent;
let joe: Agent;
beforeAll(async () => (desk = await TestDesk.open()));
beforeEach(async () => {
  // So that neither a throttle nor a token's age decides a test.
  await desk.advance(5_000);
  [jane, joe] = await Promise.all([desk.agent('Jane'), desk.agent('Joe')]);
});
afterEach(() => desk.simulate('DELETE', '/simulator/faults'));
afterAll(() => desk.close());

/** A customer with an open ticket, which a text of theirs opened. */
async function withTicket(customer = desk.newCustomer()): Promise<{ customer: string; number: number }> {
  await desk.text(customer, 'Please help');
  const [ticket] = (await tracesOf(desk, customer)).tickets;
  return { customer, number: Number(ticket?.['number']) };
}

const threadOf = async (number: number): Promise<Thread> =>
  (await jane<Thread>('GET', `/api/tickets/${number}`)).body;

/** A machine at its limits answers 503, "please try again": so does whoever calls. */
async function steady<T extends Answer>(call: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    const answer = await call();
    if (answer.status !== 503 || tries === 10) return answer;
    await desk.advance(10_000);
  }
}

/** What makes a call the same when it is made again. */
const keyed = (headers: Record<string, string>) => ({ 'idempotency-key': randomUUID(), ...headers });

function reply(agent: Agent, number: number, text: string, given: Record<string, string> = {}) {
  const headers = keyed(given);
  return steady<Posted>(() => agent('POST', `/api/tickets/${number}/replies`, { text }, headers));
}

function writeFirst(agent: Agent, customer: string, text: string, given: Record<string, string> = {}) {
  const headers = keyed(given);
  return steady<Posted>(() => agent('POST', '/api/tickets', { customer: `+${customer}`, text }, headers));
}

const close = (agent: Agent, number: number, body: object = {}) =>
  steady<Posted>(() => agent('POST', `/api/tickets/${number}/close`, body));
const reopen = (agent: Agent, number: number) =>
  steady<Posted>(() => agent('POST', `/api/tickets/${number}/reopen`));

/** A customer's text, delivered until it is taken. */
function deliver(customer: string, text: string) {
  const params = desk.inbound(customer, text);
  return steady(() => desk.webhook('/support', params));
}

const textsTo = async (customer: string): Promise<string[]> =>
  (await desk.received(customer)).map(({ text }) => text);

/** Changes the settings as ops do, for as long as `work` takes. */
async function withSettings<T>(change: object, work: () => Promise<T>): Promise<T> {
  const before = (await desk.items('NccoConfig')).find(({ name }) => name === 'settings') ?? {};
  await desk.configure({ ...before, ...change });
  try {
    return await work();
  } finally {
    await desk.configure(before);
  }
}

describe('a reply', () => {
  test('goes out, and stands in the thread with its agent, its parts and what its receipt says', async () => {
    const { customer, number } = await withTicket();
    const { status, body } = await reply(jane, number, 'x'.repeat(200));
    expect(status).toBe(201);
    expect(body.message).toMatchObject({ direction: 'outbound', agent: 'Jane', parts: 2 });
    await desk.system.settled();
    expect(await textsTo(customer)).toContain('x'.repeat(200));
    const shown = (await threadOf(number)).messages.at(-1);
    expect(shown).toMatchObject({ id: body.message.id, agent: 'Jane', parts: 2, status: 'delivered' });
    expect(shown).not.toHaveProperty('error');
  });

  test('to a customer who opted out is 409 with a sentence, stays on the ticket as cancelled and is not sent', async () => {
    const { customer, number } = await withTicket();
    await desk.text(customer, 'STOP');
    const before = await textsTo(customer);
    const refused = await reply(jane, number, 'One more thing');
    expect(refused).toMatchObject({ status: 409, body: { error: expect.stringMatching(/opted out.*\.$/) } });
    expect(await textsTo(customer)).toEqual(before);
    const { ticket, messages } = await threadOf(number);
    expect(ticket.consent).toBe('stopped');
    expect(messages.find(({ keyword }) => keyword === 'stop')).toMatchObject({ text: 'STOP' });
    expect(messages.find(({ text }) => text === 'One more thing')).toMatchObject({
      status: 'cancelled',
      error: 'opted-out',
      agent: 'Jane',
    });

    await desk.text(customer, 'START');
    expect((await reply(jane, number, 'Welcome back')).status).toBe(201);
    expect((await threadOf(number)).ticket).not.toHaveProperty('consent');
    expect(await textsTo(customer)).not.toContain('One more thing');
  });

  test('to a country that is not allowed is 403, beyond a customer’s day 429', async () => {
    const { number } = await withTicket('8801712345678');
    expect(await reply(jane, number, 'Hello')).toMatchObject({
      status: 403,
      body: { error: expect.stringMatching(/\.$/) },
    });
    expect((await threadOf(number)).messages.at(-1)).toMatchObject({ error: 'country-not-allowed' });

    const other = await withTicket();
    await withSettings({ limits: { textsPerRecipient: 2 } }, async () => {
      expect((await reply(jane, other.number, 'Second')).status).toBe(201);
      expect((await reply(jane, other.number, 'Third')).status).toBe(429);
    });
    expect(await textsTo(other.customer)).not.toContain('Third');
  });

  test.each([
    ['GSM', 'a'.repeat(919), 7],
    ['unicode', '漢'.repeat(403), 7],
  ])('of too many parts (%s) is 400, says how many, and nothing is stored', async (_name, text, parts) => {
    const { number } = await withTicket();
    const answers = await changesNothing(desk, () =>
      Promise.all([
        reply(jane, number, text),
        close(jane, number, { text }),
        writeFirst(jane, desk.newCustomer(), text),
      ]),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(400);
      expect(body.error).toContain(`${parts} parts`);
      expect(body.error).toContain('6 are allowed');
    }
    expect((await reply(jane, number, text.slice(0, -1))).status).toBe(201);
  });

  test('that Vonage refuses for good is 201 with the text as failed and Vonage’s reason', async () => {
    const { number } = await withTicket();
    await desk.simulate('POST', '/simulator/faults', { sms: { fail: { status: 7, times: 1 } } });
    const { status, body } = await reply(joe, number, 'Hello');
    expect(status).toBe(201);
    expect(body.message).toMatchObject({ status: 'failed', error: expect.stringContaining('7') });
    expect((await threadOf(number)).messages.at(-1)).toMatchObject(body.message);
  });

  test('that Vonage took and could not bring says so in the thread', async () => {
    const { customer, number } = await withTicket();
    await desk.simulate('POST', '/simulator/faults', { webhooks: { dropReceipts: true } });
    const { body } = await reply(joe, number, 'Hello');
    await desk.webhook('/receipts', {
      msisdn: customer,
      to: NUMBERS.support,
      messageId: 'a-part',
      status: 'failed',
      'err-code': '6',
      'client-ref': body.message.id,
    });
    expect((await threadOf(number)).messages.at(-1)).toMatchObject({
      status: 'failed',
      error: 'failed (error 6)',
    });
  });

  test('with the same Idempotency-Key is sent once, also at once and after a close; with another text it is 422', async () => {
    const { customer, number } = await withTicket();
    const key = { 'idempotency-key': 'app-1' };
    const answers = await Promise.all([1, 2, 3].map(() => reply(jane, number, 'On its way', key)));
    await desk.system.settled();
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.message.id)).size).toBe(1);
    const repeated = await changesNothing(desk, () => reply(jane, number, 'On its way', key));
    expect(repeated).toMatchObject({ status: 201, body: { message: { id: answers[0]?.body.message.id } } });
    const other = await changesNothing(desk, () => reply(jane, number, 'Something else', key));
    expect(other).toMatchObject({
      status: 422,
      body: { error: expect.stringMatching(/Idempotency-Key.*\.$/) },
    });
    await close(joe, number);
    expect((await changesNothing(desk, () => reply(jane, number, 'On its way', key))).status).toBe(201);
    expect((await reply(jane, number, 'A new one')).status).toBe(409);
    expect((await textsTo(customer)).filter((text) => text === 'On its way')).toHaveLength(1);

    // The key is of this ticket: on another one it is another call.
    const elsewhere = await withTicket();
    expect((await reply(jane, elsewhere.number, 'Something else', key)).status).toBe(201);
  });

  test('with one key and two texts at once sends one of them; the other is 422', async () => {
    const { customer, number } = await withTicket();
    const key = { 'idempotency-key': 'app-2' };
    const answers = await Promise.all(['One', 'Two'].map((text) => reply(jane, number, text, key)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 422]);
    await desk.system.settled();
    expect((await textsTo(customer)).slice(1)).toHaveLength(1);
  });

  test('of two agents at once: both get through, each at a moment of its own', async () => {
    const { customer, number } = await withTicket();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) => reply(index % 2 ? jane : joe, number, `Reply ${index}`)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 201));
    await desk.system.settled();
    expect((await textsTo(customer)).slice(1).sort()).toEqual(
      answers.map((_, index) => `Reply ${index}`).sort(),
    );
    const { ticket, messages } = await threadOf(number);
    const replies = messages.filter(({ agent }) => agent !== undefined);
    expect(new Set(replies.map(({ agent }) => agent))).toEqual(new Set(['Jane', 'Joe']));
    const moments = replies.map(({ at }) => Date.parse(at));
    expect(new Set(moments).size).toBe(12);
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
    expect(moments.at(-1)).toBe(Date.parse(ticket.lastMessageAt));
  });
});

describe('writing first', () => {
  test('made again after the ticket was closed, it answers as the first time and changes nothing', async () => {
    const customer = desk.newCustomer();
    const key = { 'idempotency-key': `first-${customer}` };
    const opened = await writeFirst(jane, customer, 'Your parcel is here', key);
    expect(opened.status).toBe(201);
    await desk.system.settled();
    const { number } = opened.body.ticket;
    await close(jane, number);
    await desk.text(customer, 'Another matter');
    const again = await changesNothing(desk, () => writeFirst(jane, customer, 'Your parcel is here', key));
    expect(again).toMatchObject({
      status: 201,
      body: { ticket: { number, status: 'closed' }, message: { id: opened.body.message.id } },
    });
    expect((await changesNothing(desk, () => writeFirst(jane, customer, 'Hello?', key))).status).toBe(422);
    expect((await tracesOf(desk, customer)).tickets).toHaveLength(2);
  });

  test('by two agents at once, and each call twice: one ticket, two texts', async () => {
    const customer = desk.newCustomer();
    const answers = await Promise.all(
      [jane, joe, jane, joe].map((agent, index) =>
        writeFirst(agent, customer, `From ${index % 2}`, { 'idempotency-key': `both-${index % 2}` }),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.ticket.number)).size).toBe(1);
    await desk.system.settled();
    expect((await textsTo(customer)).sort()).toEqual(['From 0', 'From 1']);
    expect((await tracesOf(desk, customer)).tickets).toHaveLength(1);
  });

  test('to a customer who opted out is 409, to a country that is not allowed 403: no ticket is opened', async () => {
    const { customer, number } = await withTicket();
    await desk.text(customer, 'STOP');
    await close(jane, number);
    for (const [whom, status] of [
      [customer, 409],
      ['8801712345679', 403],
    ] as const) {
      const refused = await changesNothing(desk, () => writeFirst(jane, whom, 'Hello'));
      expect(refused).toMatchObject({ status, body: { error: expect.stringMatching(/\.$/) } });
    }
  });
});

describe('closing and reopening', () => {
  test('of agents who close at once one wins, one text goes out; closing again is 200 and sends nothing', async () => {
    const { customer, number } = await withTicket();
    const answers = await Promise.all(
      [jane, joe, jane, joe, jane].map((agent, index) => close(agent, number, { text: `Bye ${index}` })),
    );
    await desk.system.settled();
    for (const { status, body } of answers) {
      expect([200, 409]).toContain(status);
      if (status === 409) expect(body.error).toMatch(/^[A-Z].*\.$/);
    }
    const closers = answers.filter(({ body }) => body.message !== undefined);
    expect(closers).toHaveLength(1);
    expect((await textsTo(customer)).slice(1)).toEqual([closers[0]?.body.message.text]);
    const again = await changesNothing(desk, () =>
      Promise.all([close(joe, number, { text: 'Bye again' }), close(jane, number)]),
    );
    expect(again.map(({ status }) => status)).toEqual([200, 200]);
  });

  test('a new message is not closed over; looked at again, it is', async () => {
    const { customer, number } = await withTicket();
    const { lastMessageAt } = (await threadOf(number)).ticket;
    await desk.text(customer, 'One more thing');
    const late = await close(jane, number, { text: 'Bye', lastMessageAt });
    expect(late).toMatchObject({ status: 409, body: { error: expect.stringMatching(/new message/) } });
    const seen = (await threadOf(number)).ticket.lastMessageAt;
    expect((await close(jane, number, { lastMessageAt: seen })).status).toBe(200);
    await desk.system.settled();
    expect(await textsTo(customer)).toHaveLength(1);
  });

  test('with a text to a customer who opted out closes, and tells that the text did not go', async () => {
    const { customer, number } = await withTicket();
    await desk.text(customer, 'STOP');
    expect(await close(jane, number, { text: 'Bye' })).toMatchObject({
      status: 200,
      body: { ticket: { status: 'closed' }, message: { status: 'cancelled', error: 'opted-out' } },
    });
    expect(await textsTo(customer)).not.toContain('Bye');
  });

  test('of agents who reopen at once all find it open; a newer open ticket is 409', async () => {
    const { customer, number } = await withTicket();
    await close(jane, number);
    const answers = await Promise.all([jane, joe, jane, joe].map((agent) => reopen(agent, number)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect((await threadOf(number)).ticket).toMatchObject({ status: 'open' });
    await close(joe, number);
    await desk.text(customer, 'Another matter');
    expect(await reopen(jane, number)).toMatchObject({ status: 409, body: { error: expect.any(String) } });
    expect((await reopen(jane, 999_999)).status).toBe(404);
  });

  test('texts that race a close are all on an open ticket, or were there to be seen', async () => {
    for (let round = 0; round < 4; round += 1) {
      const { customer, number } = await withTicket();
      const { lastMessageAt } = (await threadOf(number)).ticket;
      const [closed] = await Promise.all([
        close(jane, number, { lastMessageAt }),
        ...['one', 'two'].map((text) => deliver(customer, text)),
      ]);
      await desk.advance(10 * 60_000);
      const { tickets, inbound } = await tracesOf(desk, customer);
      const open = tickets.filter(({ status }) => status === 'open');
      expect(open).toHaveLength(1);
      expect(inbound).toHaveLength(3);
      for (const text of inbound.slice(1)) expect(text['ticket']).toBe(open[0]?.['number']);
      expect(open[0]?.['number'] === number).toBe(closed.status === 409);
      expect((await desk.received(customer)).filter(({ text }) => /ticket \d+/.test(text))).toHaveLength(
        closed.status === 409 ? 1 : 2,
      );
    }
  });
});

describe('a text after a close', () => {
  test('within the window reopens the ticket under its number without a new confirmation; later it opens a new one', async () => {
    await withSettings({ reopenWithinHours: 2 }, async () => {
      const { customer, number } = await withTicket();
      await close(jane, number);
      await desk.advance(2 * HOUR_MS - 60_000);
      await desk.text(customer, 'Still wet');
      jane = await desk.agent('Jane');
      const { ticket, messages } = await threadOf(number);
      expect(ticket).toMatchObject({ number, status: 'open' });
      expect(messages.map(({ text }) => text)).toContain('Still wet');
      expect(await desk.received(customer)).toHaveLength(1);

      await close(jane, number);
      await desk.advance(2 * HOUR_MS + 60_000);
      await desk.text(customer, 'Another matter');
      const { tickets } = await tracesOf(desk, customer);
      expect(tickets.map(({ status }) => status).sort()).toEqual(['closed', 'open']);
      expect(await desk.received(customer)).toHaveLength(2);
    });
  });

  test('many texts right after the close, and a close at the same moment: one ticket, open, with all of them', async () => {
    await withSettings({ reopenWithinHours: 2 }, async () => {
      const { customer, number } = await withTicket();
      await close(jane, number);
      await Promise.all([
        ...Array.from({ length: 10 }, (_, index) => deliver(customer, `text ${index}`)),
        close(joe, number, { lastMessageAt: '2020-01-01T00:00:00.000Z' }),
      ]);
      await desk.advance(10 * 60_000);
      const { tickets, inbound } = await tracesOf(desk, customer);
      expect(tickets).toEqual([expect.objectContaining({ number, status: 'open' })]);
      expect(inbound).toHaveLength(11);
      expect(new Set(inbound.map(({ ticket }) => ticket))).toEqual(new Set([number]));
      expect(await desk.received(customer)).toHaveLength(1);
    });
  });
});

describe('whatever comes after a close', () => {
  test.each(['a text to the delivery number', 'a missed call'])(
    '%s reopens the ticket at its first delivery',
    async (what) => {
      await withSettings({ reopenWithinHours: 2 }, async () => {
        const { customer, number } = await withTicket();
        await close(jane, number);
        if (what === 'a missed call') {
          const { status } = await signedPost(desk, '/webhooks/event', {
            uuid: randomUUID(),
            conversation_uuid: `CON-${randomUUID()}`,
            status: 'completed',
            from: customer,
            to: NUMBERS.voice,
            direction: 'inbound',
            timestamp: '2026-11-21T10:00:00.000Z',
          });
          expect(status).toBe(200);
        } else {
          const { body } = await desk.text(customer, 'Still wet', { to: NUMBERS.delivery });
          expect(body.webhooks.map(({ status }) => status)).toEqual([200]);
        }
        expect((await threadOf(number)).ticket).toMatchObject({ number, status: 'open' });
      });
    },
  );
});

describe('a thread', () => {
  test('shows the customer’s own calls during the ticket, and no others', async () => {
    const customer = desk.newCustomer();
    const call = async (body: object) => {
      type Call = { id: string; legs: { id: string }[] };
      const { id, legs } = (await desk.simulate<Call>('POST', '/simulator/calls', body)).body;
      // One that nobody answers would open a ticket of its own.
      for (const leg of legs) await desk.simulate('POST', `/simulator/calls/${id}/legs/${leg.id}/answer`);
      await desk.simulate('POST', `/simulator/calls/${id}/hangup`);
      await desk.system.settled();
    };
    await call({ from: customer, to: NUMBERS.voice });
    await desk.advance(60_000);
    const { number } = await withTicket(customer);
    expect((await threadOf(number)).calls).toEqual([]);
    await desk.advance(60_000);
    await call({ from: customer, to: NUMBERS.voice });
    await call({ from: desk.newCustomer(), to: NUMBERS.voice });
    await desk.advance(60_000);
    await call({ user: 'Jane', to: `+${customer}` });
    await desk.advance(60_000);
    await close(jane, number);
    await desk.advance(60_000);
    await call({ from: customer, to: NUMBERS.voice });

    const { calls } = await threadOf(number);
    expect(calls.map(({ from, to }) => [from, to])).toEqual([
      [customer, NUMBERS.voice],
      [expect.any(String), customer],
    ]);
    const moments = calls.map(({ at }) => Date.parse(at));
    expect(moments).toEqual(moments.toSorted((one, other) => one - other));
  });

  test('marks a text of which parts are missing, and only as long as they are', async () => {
    const customer = desk.newCustomer();
    const part = (number: string, text: string) =>
      desk.webhook(
        '/support',
        desk.inbound(customer, text, {
          concat: 'true',
          'concat-ref': '9',
          'concat-total': '2',
          'concat-part': number,
        }),
      );
    await part('2', 'is late');
    await desk.system.settled();
    const number = Number((await tracesOf(desk, customer)).tickets[0]?.['number']);
    const inbound = async () =>
      (await threadOf(number)).messages.find(({ direction }) => direction === 'inbound');
    expect(await inbound()).toMatchObject({ text: expect.stringContaining('is late'), incomplete: true });
    await part('1', 'My parcel ');
    await desk.system.settled();
    const whole = await inbound();
    expect(whole?.text).toBe('My parcel is late');
    expect(whole).not.toHaveProperty('incomplete');
  });

  test('tells the language that the customer speaks', async () => {
    const customer = desk.newCustomer();
    await desk.text(customer, '荷物がまだ届きません。');
    const number = Number((await tracesOf(desk, customer)).tickets[0]?.['number']);
    expect((await threadOf(number)).ticket.language).toBe('ja');
    const other = await withTicket();
    expect((await threadOf(other.number)).ticket).not.toHaveProperty('language');
  });
});

describe('an archived ticket', () => {
  test('ages from its close; reopened it does not', async () => {
    const { customer, number } = await withTicket();
    await withSettings({ keepDays: 30 }, async () => {
      await close(jane, number);
      await desk.text(customer, 'Another matter');
    });
    const items = async () => (await tracesOf(desk, customer)).tickets;
    const [archived] = (await items()).filter((item) => item['id'] === `ticket#${number}`);
    const closedAt = Number(archived?.['closedAt']);
    expect(archived?.['expiresAt']).toBe(Math.floor(closedAt / 1_000) + 30 * 86_400);

    const newer = Number((await items()).find(({ status }) => status === 'open')?.['number']);
    await close(jane, newer);
    expect((await reopen(jane, number)).status).toBe(200);
    const own = (await items()).find((item) => item['id'] === `customer#${customer}`);
    expect(own).toMatchObject({ number, status: 'open' });
    expect(own).not.toHaveProperty('expiresAt');
    expect((await items()).some((item) => item['id'] === `ticket#${number}`)).toBe(false);
  });
});
