import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { forgetCommand, type Terminal } from '../../../ops/forget/command.ts';
import { forget } from '../../../ops/forget/forget.ts';
import { localTables } from '../../../ops/stack/tables.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';
import { tracesOf } from './traces.ts';

let desk: TestDesk;
beforeAll(async () => (desk = await TestDesk.open()));
afterAll(() => desk.close());

const port = (): string => new URL(desk.system.dynamodbUrl).port;

/** Everything in any table that names the customer, however it does. */
async function heldOf(customer: string): Promise<Record<string, unknown>[]> {
  const tables = ['Tickets', 'Messages', 'Deliveries', 'Calls'] as const;
  const items = (await Promise.all(tables.map((table) => desk.items(table)))).flat();
  return items.filter((item) => JSON.stringify(item).includes(customer));
}

/** What an item is by its key: `customer`, `ticket`, `texts`, `in`, `fd…` or one of the other tables' own. */
function kindOf({ id }: Record<string, unknown>): string {
  return typeof id === 'string' ? (id.split(/[#-]/)[0] ?? '') : 'call';
}

/** Runs the command's work; `meanwhile` happens while it waits, `at` each step that it tells. */
async function forgotten(
  customer: string,
  {
    meanwhile = () => Promise.resolve(),
    at = () => {},
  }: { meanwhile?: () => Promise<unknown>; at?: (step: string) => void } = {},
) {
  return forget(customer, {
    ...localTables(port()),
    onProgress: at,
    pause: async (ms) => {
      expect(ms).toBeGreaterThanOrEqual(29_000);
      await meanwhile();
      await desk.system.settled();
    },
  });
}

/** A customer of whom the desk holds one of each. */
async function regular(): Promise<string> {
  const customer = desk.newCustomer();
  const jane = await desk.agent('Jane');
  await desk.text(customer, 'My first order is late');
  await jane('POST', `/api/tickets/${await openTicketOf(customer)}/close`, {});
  await desk.text(customer, `A long story: ${'and then it rained '.repeat(12)}`, { split: true });
  await jane('POST', `/api/tickets/${await openTicketOf(customer)}/replies`, { text: 'It is on its way.' });
  await desk.notify({ number: `+${customer}` });
  await desk.text(customer, '2', { to: NUMBERS.delivery });
  const { body: call } = await desk.simulate<{ id: string }>('POST', '/simulator/calls', {
    from: customer,
    to: NUMBERS.voice,
  });
  await desk.simulate('POST', `/simulator/calls/${call.id}/hangup`);
  await desk.system.settled();
  return customer;
}

async function openTicketOf(customer: string): Promise<number> {
  const { tickets } = await tracesOf(desk, customer);
  return Number(tickets.find(({ status }) => status === 'open')?.['number']);
}

describe('of a customer with tickets, texts, deliveries and calls', () => {
  test('nothing is left, and nothing of anybody else is touched', async () => {
    const [customer, other] = [await regular(), await regular()];
    const before = await heldOf(other);
    const ticket = await openTicketOf(customer);
    const kinds = new Set((await heldOf(customer)).map(kindOf));
    expect([...kinds]).toEqual(expect.arrayContaining(['customer', 'ticket', 'in', 'call']));

    const counts = await forgotten(customer);
    expect(counts.keptOptOut).toBe(false);
    for (const count of [counts.tickets, counts.messages, counts.deliveries, counts.calls]) {
      expect(count).toBeGreaterThan(0);
    }
    expect(await heldOf(customer)).toEqual([]);
    expect(await heldOf(other)).toEqual(before);

    const jane = await desk.agent('Jane');
    expect((await jane('GET', `/api/tickets/${ticket}`)).status).toBe(404);
    for (const status of ['open', 'closed']) {
      expect((await jane('GET', `/api/tickets?status=${status}`)).text).not.toContain(customer);
    }
    expect((await jane('GET', '/api/calls')).text).not.toContain(customer);
  });

  test('who writes again opens a new ticket; a reply to the forgotten delivery moves nothing', async () => {
    const customer = await regular();
    const ticket = await openTicketOf(customer);
    await forgotten(customer);
    await desk.text(customer, 'Hello again');
    const { tickets, inbound, deliveries } = await tracesOf(desk, customer);
    expect(tickets).toEqual([expect.objectContaining({ status: 'open' })]);
    expect(tickets[0]?.['number']).toBeGreaterThan(ticket);
    expect(inbound).toEqual([expect.objectContaining({ text: 'Hello again' })]);
    expect((await desk.received(customer)).at(-1)?.text).toContain(String(tickets[0]?.['number']));
    await desk.text(customer, '1', { to: NUMBERS.delivery });
    expect(deliveries).toEqual([]);
  });

  test('a second run finds nothing and changes nothing', async () => {
    const customer = await regular();
    await forgotten(customer);
    expect(await forgotten(customer)).toEqual({
      tickets: 0,
      messages: 0,
      deliveries: 0,
      calls: 0,
      keptOptOut: false,
    });
    expect(await forgotten(desk.newCustomer())).toMatchObject({ tickets: 0, messages: 0 });
  });

  test.each(['Waiting', 'Tickets', 'Messages', 'Calls', 'Deliveries'])(
    'a run that stopped at "%s" is made good by the next',
    async (where) => {
      const customer = await regular();
      await desk.text(customer, 'STOP');
      const stopped = forgotten(customer, {
        at: (step) => {
          if (step.startsWith(where)) throw new Error('The line is dead.');
        },
      });
      await expect(stopped).rejects.toThrow('The line is dead.');
      expect((await desk.notify({ number: customer })).status).toBe(409);
      await forgotten(customer);
      expect(await heldOf(customer)).toEqual([
        { id: `customer#${customer}`, consent: expect.objectContaining({ state: 'stopped' }) },
      ]);
    },
  );
});

describe('an opt-out', () => {
  test('is all that is left, with its time and cause, and bars texts as before', async () => {
    const customer = await regular();
    await desk.text(customer, 'STOP');
    const [before] = (await desk.items('Tickets')).filter(({ id }) => id === `customer#${customer}`);
    for (let run = 0; run < 2; run += 1) {
      expect((await forgotten(customer)).keptOptOut).toBe(true);
      expect(await heldOf(customer)).toEqual([{ id: `customer#${customer}`, consent: before?.['consent'] }]);
    }
    expect(before?.['consent']).toMatchObject({ state: 'stopped' });
    const received = (await desk.received(customer)).length;
    expect((await desk.notify({ number: customer })).status).toBe(409);
    await desk.text(customer, 'Where is my parcel?');
    expect(await desk.received(customer)).toHaveLength(received);
    expect((await tracesOf(desk, customer)).inbound).toHaveLength(1);
  });

  test('that an agent made is kept as well, with the agent', async () => {
    const customer = await regular();
    const jane = await desk.agent('Jane');
    await jane('POST', `/api/tickets/${await openTicketOf(customer)}/opt-out`, {});
    expect((await forgotten(customer)).keptOptOut).toBe(true);
    expect(await heldOf(customer)).toEqual([
      { id: `customer#${customer}`, consent: expect.objectContaining({ state: 'stopped', agent: 'Jane' }) },
    ]);
    expect((await desk.notify({ number: customer })).status).toBe(409);
  });

  test('that was taken back keeps its history too, and START after it works as ever', async () => {
    const customer = desk.newCustomer();
    for (const text of ['STOP', 'START']) await desk.text(customer, text);
    expect((await forgotten(customer)).keptOptOut).toBe(true);
    expect(await heldOf(customer)).toEqual([
      { id: `customer#${customer}`, consent: expect.objectContaining({ state: 'started' }) },
    ]);
    expect((await desk.notify({ number: customer })).status).toBe(200);
  });
});

describe('texts that come while it runs', () => {
  /** Each text stands on a ticket of its customer that was opened by a text that is there. */
  async function expectWhole(customer: string): Promise<void> {
    await desk.system.settled();
    const { tickets, inbound, outbound } = await tracesOf(desk, customer);
    const numbers = tickets.map(({ number }) => number);
    for (const text of [...inbound, ...outbound]) expect(numbers).toContain(text['ticket']);
    for (const ticket of tickets) {
      expect(inbound.map(({ id }) => id)).toContain(ticket['openedBy']);
      expect(outbound.map((text) => text['ticket'])).toContain(ticket['number']);
    }
  }

  test('while it waits: the text is on a new ticket, all else is gone', async () => {
    const customer = await regular();
    await forgotten(customer, { meanwhile: () => desk.text(customer, 'While it runs') });
    await expectWhole(customer);
    const { tickets, inbound, deliveries } = await tracesOf(desk, customer);
    expect(tickets).toEqual([expect.objectContaining({ status: 'open' })]);
    expect(inbound).toEqual([expect.objectContaining({ text: 'While it runs' })]);
    expect(deliveries).toEqual([]);
  });

  test('while it waits: a new notification stays with its text, and can be answered', async () => {
    const customer = await regular();
    await forgotten(customer, { meanwhile: () => desk.notify({ number: customer }) });
    await desk.text(customer, '3', { to: NUMBERS.delivery });
    const { deliveries, outbound } = await tracesOf(desk, customer);
    expect(deliveries).toEqual([
      expect.objectContaining({ choice: expect.objectContaining({ digit: '3' }) }),
    ]);
    expect(outbound).toHaveLength(2);
  });

  test('while it waits: a STOP is kept, its words are not', async () => {
    const customer = await regular();
    const { keptOptOut } = await forgotten(customer, { meanwhile: () => desk.text(customer, 'STOP') });
    expect(keptOptOut).toBe(true);
    expect((await desk.notify({ number: customer })).status).toBe(409);
    expect(JSON.stringify(await desk.items('Messages'))).not.toContain(customer);
  });

  test('at any moment, many at once: each text is forgotten whole or stands whole', async () => {
    const customer = await regular();
    const texts: Promise<unknown>[] = [];
    const one = (): void => {
      const text = desk.inbound(customer, `Number ${texts.length} of many`);
      texts.push(desk.webhook('/support', text).then(({ status }) => expect(status).toBe(200)));
    };
    for (let burst = 0; burst < 5; burst += 1) one();
    const under = forgotten(customer, { at: one, meanwhile: () => Promise.all(texts) });
    for (let burst = 0; burst < 5; burst += 1) one();
    await under;
    await Promise.all(texts);
    await expectWhole(customer);
    // What came after it had begun to look for the old is there for the agents.
    const { inbound } = await tracesOf(desk, customer);
    expect(inbound.map(({ text }) => text)).toContain(`Number ${texts.length - 1} of many`);
  });
});

describe('the command', () => {
  function typed(...args: string[]) {
    return async (terminal: Partial<Terminal> = {}) => {
      const said: string[] = [];
      const code = await forgetCommand(args, {
        print: (line) => said.push(line),
        printError: (line) => said.push(line),
        pause: () => desk.system.settled(),
        dynamodbPort: port(),
        ...terminal,
      });
      return { code, said: said.join('\n') };
    };
  }

  test('takes a number as people write it, asks, shows progress and counts', async () => {
    const customer = await regular();
    const written = `+${customer.slice(0, 2)} (${customer.slice(2, 6)}) ${customer.slice(6)}`;
    const { code, said } = await typed(written, '--local')({ ask: () => Promise.resolve(`+${customer}`) });
    expect(code).toBe(0);
    for (const table of ['Messages', 'Tickets', 'Calls', 'Deliveries'])
      expect(said).toContain(`… ${table}: `);
    expect(said).toMatch(/Forgotten: \d+ texts, 1 deliveries, \d+ items of calls/);
    expect(await heldOf(customer)).toEqual([]);
    const counts = await typed(customer, '--local', '--yes', '--json')();
    expect(counts.code).toBe(0);
    expect(counts.said).toContain('"messages": 0');
    const again = await typed(customer, '--local', '--yes')();
    expect(again).toMatchObject({ code: 0, said: expect.stringContaining('holds nothing of') });
  });

  test.each([
    ['another number', () => Promise.resolve('447700900999'), 'another number'],
    ['yes', () => Promise.resolve('yes'), 'another number'],
    ['nothing', () => Promise.resolve(''), 'another number'],
    ['where nobody can be asked', undefined, '--yes'],
  ])('confirmed with %s, does nothing', async (_, ask, sentence) => {
    const customer = desk.newCustomer();
    await desk.text(customer, 'Keep this');
    const before = await heldOf(customer);
    const { code, said } = await typed(customer, '--local')({ ask });
    expect(code).toBe(1);
    expect(said).toContain(sentence);
    expect(await heldOf(customer)).toEqual(before);
  });

  test.each([
    ['no number', [], 2, 'npm run forget'],
    ['a word', ['Jane', '--local', '--yes'], 2, 'a name, not a phone number'],
    ['a number without its country', ['07700900001', '--local', '--yes'], 2, 'country code'],
    ['a number that is too long', ['4477009000011234567', '--local', '--yes'], 2, 'no phone number'],
    ['our own number', [`+${NUMBERS.support}`, '--local', '--yes'], 1, 'our own'],
    ['an unknown option', ['447700900001', '--al'], 2, '--al'],
    ['no outputs', ['447700900001', '--yes', '--outputs', 'no-such.json'], 1, 'npm run deploy'],
    [
      'outputs of something else',
      ['447700900001', '--yes', '--outputs', 'package-lock.json'],
      1,
      'npm run deploy',
    ],
  ])('with %s stops with a sentence', async (_, args, expected, sentence) => {
    const { code, said } = await typed(...args)();
    expect(code).toBe(expected);
    expect(said).toContain(sentence);
  });

  test('without a desk on this machine says how to start one', async () => {
    const { code, said } = await typed('447700900001', '--local', '--yes')({ dynamodbPort: '1' });
    expect({ code, said }).toEqual({ code: 1, said: expect.stringContaining('npm start') });
    expect((await typed('447700900001', '--local', '--yes')({ dynamodbPort: 'x' })).said).toContain(
      'DYNAMODB_PORT',
    );
  });

  test('works on a deployed stack by its outputs', async () => {
    const customer = await regular();
    const directory = mkdtempSync(join(tmpdir(), 'frontdesk-forget-'));
    const file = join(directory, 'outputs.json');
    const saved = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: desk.system.dynamodbUrl,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'owner',
      AWS_SECRET_ACCESS_KEY: 'owner',
    });
    try {
      writeFileSync(file, JSON.stringify({ Frontdesk: desk.system.outputs }));
      const forgotten = await typed(customer, '--yes', '--outputs', file)();
      expect(forgotten).toMatchObject({
        code: 0,
        said: expect.stringMatching(/^Stack: Frontdesk in account \d{12}, us-east-1/),
      });
      expect(await heldOf(customer)).toEqual([]);
      const { TicketsTable: _one, ...older } = desk.system.outputs;
      writeFileSync(file, JSON.stringify({ Frontdesk: older }));
      expect((await typed(customer, '--yes', '--outputs', file)()).said).toContain('TicketsTable');
    } finally {
      process.env = saved;
      rmSync(directory, { recursive: true });
    }
  });
});
