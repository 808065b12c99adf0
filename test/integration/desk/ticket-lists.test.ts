import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { shardOf } from '../../../edge/aws/dynamodb/shards.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
let jane: Awaited<ReturnType<TestDesk['agent']>>;
let now: number;
beforeAll(async () => {
  desk = await TestDesk.open();
  jane = await desk.agent('Jane');
  now = desk.system.clock.now();
});
afterAll(() => desk.close());

type Item = Record<string, unknown>;

/** Puts items as they are into a table, as its owner could. */
async function put(table: 'Tickets' | 'Messages', items: Item[]): Promise<void> {
  for (let from = 0; from < items.length; from += 25) {
    const requests = items.slice(from, from + 25).map((Item) => ({ PutRequest: { Item } }));
    await desk.tables.send(new BatchWriteCommand({ RequestItems: { [table]: requests } }));
  }
}

interface Kept {
  number: number;
  customer: string;
  status?: 'open' | 'closed';
  lastMessageAt: number;
  closedAt?: number;
}

const kept = ({ status = 'open', ...ticket }: Kept): Item => ({
  ...ticket,
  ours: NUMBERS.support,
  status,
  openedAt: ticket.lastMessageAt - 1_000,
  openedBy: 'in-somebody',
  board: `${status}#${shardOf(ticket.customer)}`,
});
const onCustomer = (ticket: Kept): Item => ({ id: `customer#${ticket.customer}`, ...kept(ticket) });
const inArchive = (ticket: Kept, over: Item = {}): Item => ({
  id: `ticket#${ticket.number}`,
  ...kept({ status: 'closed', closedAt: ticket.lastMessageAt + 1, ...ticket }),
  ...over,
});

interface List {
  tickets: { number: number; customer: string; lastMessageAt: string; status: string }[];
  cursor?: string;
}

/** Every page from the first on, as an agent's app asks for them. */
async function pages(status: 'open' | 'closed', limit?: number): Promise<List['tickets'][]> {
  const all: List['tickets'][] = [];
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      status,
      ...(limit && { limit: String(limit) }),
      ...(cursor && { cursor }),
    });
    const { status: code, body } = await jane<List>('GET', `/api/tickets?${query.toString()}`);
    expect(code).toBe(200);
    all.push(body.tickets);
    cursor = body.cursor;
    // So many pages a second are throttled.
    if (all.length % 50 === 0) await desk.advance(5_000);
  } while (cursor !== undefined);
  return all;
}

const inOrder = (tickets: Kept[]): number[] =>
  tickets
    .toSorted((one, other) => other.lastMessageAt - one.lastMessageAt || other.number - one.number)
    .map(({ number }) => number);

describe('the list of open tickets', () => {
  let tickets: Kept[];
  beforeAll(async () => {
    // Three hundred in one millisecond, some before and after, and pairs at every place.
    tickets = Array.from({ length: 420 }, (_, index) => ({
      number: 20_000 + ((index * 37) % 420),
      customer: `4477001${String(index).padStart(5, '0')}`,
      lastMessageAt: now - (index < 60 ? 1_000 + (index >> 1) : index < 360 ? 5_000 : 9_000 + (index >> 1)),
    }));
    await put('Tickets', tickets.map(onCustomer));
  });

  test.each([7, 60, 61, 100, undefined])(
    'in pages of %p shows each once, newest first, then the higher number',
    async (limit) => {
      const all = await pages('open', limit);
      expect(all.flat().map(({ number }) => number)).toEqual(inOrder(tickets));
      expect(all.slice(0, -1).every((page) => page.length === (limit ?? 50))).toBe(true);
      expect(all.at(-1)?.length).toBeGreaterThan(0);
    },
  );

  test('has a cursor that names nobody', async () => {
    const { body } = await jane<List>('GET', '/api/tickets?limit=3');
    expect(body.cursor).toMatch(/^\d+\.\d+$/);
    expect(body.cursor).not.toContain('4477');
  });
});

describe('the list of closed tickets', () => {
  const at = (index: number) => now - 100_000 + (index >> 2);
  const customer = (index: number) => `4477002${String(index).padStart(5, '0')}`;

  test('shows a ticket once that stands in the archive and on its customer’s item, whatever their moments', async () => {
    const closed = Array.from({ length: 120 }, (_, index): Kept => ({
      number: 30_000 + index,
      customer: customer(index),
      status: 'closed',
      lastMessageAt: at(index),
      closedAt: at(index) + 1,
    }));
    // An opening that died half-way left the same copy, and one before a reopening an older one.
    const copies = closed.map((ticket, index) => ({
      ...ticket,
      lastMessageAt: ticket.lastMessageAt - (index % 3) * 7,
    }));
    // Reopened, the copy not removed yet.
    const reopened = Array.from({ length: 5 }, (_, index): Kept => ({
      number: 31_000 + index,
      customer: customer(500 + index),
      lastMessageAt: at(index),
    }));
    const older = Array.from({ length: 60 }, (_, index): Kept => ({
      number: 29_000 + index,
      customer: customer(index),
      lastMessageAt: at(index) - 20,
    }));
    await put('Tickets', [
      ...closed.map(onCustomer),
      ...copies.map((ticket) => inArchive(ticket)),
      ...reopened.map(onCustomer),
      ...reopened.map((ticket) => inArchive({ ...ticket, lastMessageAt: ticket.lastMessageAt - 500 })),
      ...older.map((ticket) => inArchive(ticket)),
    ]);
    for (const limit of [9, 50]) {
      const all = (await pages('closed', limit)).flat();
      expect(all.map(({ number }) => number)).toEqual(inOrder([...closed, ...older]));
      expect(new Set(all.map(({ status }) => status))).toEqual(new Set(['closed']));
    }
    const { body } = await jane<{ ticket: object }>('GET', '/api/tickets/31000');
    expect(body.ticket).toMatchObject({ number: 31_000, status: 'open' });
  });

  test('and the ticket itself forget what has expired, though DynamoDB still has it', async () => {
    const ticket: Kept = { number: 32_000, customer: customer(900), lastMessageAt: now - 50_000 };
    const seconds = Math.floor(now / 1_000);
    await put('Tickets', [
      inArchive(ticket, { expiresAt: seconds - 1 }),
      inArchive({ ...ticket, number: 32_001 }, { expiresAt: seconds + 86_400 }),
    ]);
    const listed = (await pages('closed', 100)).flat().map(({ number }) => number);
    expect(listed).toContain(32_001);
    expect(listed).not.toContain(32_000);
    expect((await jane('GET', '/api/tickets/32001')).status).toBe(200);
    expect((await jane('GET', '/api/tickets/32000')).status).toBe(404);
    expect((await jane('POST', '/api/tickets/32000/reopen')).status).toBe(404);
  });
});

describe('a long thread', () => {
  interface Thread {
    messages: { id: string; text: string; at: string }[];
    earlier?: string;
  }
  const FLOODED = 40_000;
  const message = (number: number, index: number, at: number, text: string): Item => ({
    id: `in-${number}-${String((index * 7919) % 100_003).padStart(6, '0')}`,
    direction: 'inbound',
    customer: '447700300000',
    ours: NUMBERS.support,
    text,
    at,
    status: 'received',
    ticket: number,
  });

  async function wholeThread(number: number, limit?: number): Promise<Thread[]> {
    const all: Thread[] = [];
    let earlier: string | undefined;
    do {
      const query = new URLSearchParams({
        ...(limit && { limit: String(limit) }),
        ...(earlier && { earlier }),
      });
      const answer = await jane<Thread>('GET', `/api/tickets/${number}?${query.toString()}`);
      expect(answer.status).toBe(200);
      expect(Buffer.byteLength(JSON.stringify(answer.text))).toBeLessThan(6_000_000);
      all.unshift(answer.body);
      earlier = answer.body.earlier;
      if (all.length % 50 === 0) await desk.advance(5_000);
    } while (earlier !== undefined);
    return all;
  }

  test('is read from its newest texts on, each once and oldest first, also where hundreds came in one millisecond', async () => {
    await put('Tickets', [
      onCustomer({ number: FLOODED, customer: '447700300000', lastMessageAt: now - 200_000 }),
    ]);
    const flood = Array.from({ length: 1_500 }, (_, index) =>
      message(FLOODED, index, now - 300_000 + (index < 700 ? 0 : index >> 3), `Text ${index}`),
    );
    await put('Messages', flood);
    const expected = flood
      .toSorted(
        (one, other) =>
          Number(one['at']) - Number(other['at']) || (String(one['id']) < String(other['id']) ? -1 : 1),
      )
      .map(({ text }) => text);
    for (const limit of [undefined, 33]) {
      const thread = await wholeThread(FLOODED, limit);
      expect(thread.flatMap(({ messages }) => messages.map(({ text }) => text))).toEqual(expected);
      expect(thread.at(-1)?.messages).toHaveLength(limit ?? 200);
    }
  }, 120_000);

  test('of long texts is cut before it is too long for an answer', async () => {
    const number = FLOODED + 1;
    await put('Tickets', [onCustomer({ number, customer: '447700300001', lastMessageAt: now - 200_000 })]);
    const long = Array.from({ length: 150 }, (_, index) =>
      message(number, index, now - 300_000 + index, `${index} ${'"漢\u0001'.repeat(8_000)}`),
    );
    for (const item of long) await put('Messages', [item]);
    const thread = await wholeThread(number);
    expect(thread.flatMap(({ messages }) => messages.map(({ text }) => parseInt(text)))).toEqual(
      long.map((_, index) => index),
    );
    expect(thread.length).toBeGreaterThan(1);
  }, 120_000);
});
