import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { forget } from '../../ops/forget/forget.ts';
import { localTables } from '../../ops/stack/tables.ts';
import { NUMBERS, TestDesk } from '../desk/desk.ts';
import { signedPost } from '../e2e/tutorial-3-calls.ts';
import { tracesOf } from '../integration/desk/traces.ts';

type Item = Record<string, unknown>;
type Agent = Awaited<ReturnType<TestDesk['agent']>>;
interface Thread {
  ticket: { number: number; status: string };
  messages: Item[];
  calls: Item[];
}

let desk: TestDesk;
let jane: Agent;
beforeAll(async () => {
  desk = await TestDesk.open();
  jane = await desk.agent('Jane');
});
afterAll(() => desk.close());
afterEach(() =>
  Promise.all([desk.simulate('DELETE', '/simulator/faults'), desk.simulate('DELETE', '/cloud/faults')]),
);

/** The events of one call, as Vonage tells them. */
class Events {
  readonly conversation = `CON-${randomUUID()}`;
  readonly caller: string;
  readonly #legs = { caller: randomUUID(), jane: randomUUID() };

  constructor(caller: string) {
    this.caller = caller;
  }

  of(leg: 'caller' | 'jane', status: string, more: Item = {}): Item {
    return {
      from: this.caller,
      to: leg === 'jane' ? 'Jane' : NUMBERS.voice,
      direction: leg === 'jane' ? 'outbound' : 'inbound',
      uuid: this.#legs[leg],
      conversation_uuid: this.conversation,
      timestamp: '2026-11-21T10:00:00.000Z',
      status,
      ...more,
    };
  }

  missed(): Item[] {
    return [
      ...['started', 'ringing', 'answered'].map((status) => this.of('caller', status)),
      ...['started', 'ringing', 'unanswered'].map((status) => this.of('jane', status)),
      this.of('caller', 'completed', { duration: '42', price: '0.0070', rate: '0.0100' }),
    ];
  }

  recording(url: string): Item {
    return {
      conversation_uuid: this.conversation,
      recording_uuid: randomUUID(),
      recording_url: url,
      start_time: '2026-11-21T10:00:20Z',
      end_time: '2026-11-21T10:00:40Z',
      size: 12_345,
      timestamp: '2026-11-21T10:00:41.000Z',
    };
  }
}

async function tell(body: Item): Promise<number> {
  const { status } = await signedPost(desk, '/webhooks/event', body);
  await desk.system.settled();
  return status;
}

async function tellAll(bodies: Item[]): Promise<void> {
  for (const body of bodies) expect(await tell(body)).toBe(200);
}

const threadOf = async (number: number): Promise<Thread> =>
  (await jane<Thread>('GET', `/api/tickets/${number}`)).body;

async function ticketsOf(customer: string): Promise<number[]> {
  return (await tracesOf(desk, customer)).tickets.map(({ number }) => Number(number));
}

async function onlyTicketOf(customer: string): Promise<number> {
  const [number, ...others] = await ticketsOf(customer);
  expect(others).toEqual([]);
  return number ?? 0;
}

const listed = async (conversation: string): Promise<Item | undefined> => {
  const { body } = await jane<{ calls: Item[] }>('GET', '/api/calls');
  const found = body.calls.filter((call) => call['conversation'] === conversation);
  expect(found.length).toBeLessThanOrEqual(1);
  return found[0];
};

const recordingOf = (conversation: string) =>
  jane<{ error: string }>('GET', `/api/calls/${conversation}/recording`);

describe('a call that nobody answered', () => {
  test.each(['+', '00', ' '])('is its caller’s, whose number the network wrote with %j', async (before) => {
    const customer = desk.newCustomer();
    const events = new Events(`${before}${customer}`);
    await tellAll(
      events
        .missed()
        .map((event) => (event['to'] === 'Jane' ? event : { ...event, to: `+${NUMBERS.voice}` })),
    );
    const number = await onlyTicketOf(customer);
    expect((await desk.received(customer)).map(({ text }) => text)).toEqual([
      expect.stringMatching(new RegExp(`missed your call.*ticket ${number}\\b`)),
    ]);
  });

  test('is on its caller’s ticket, on the list, and its caller has the number', async () => {
    const customer = desk.newCustomer();
    const events = new Events(customer);
    await tellAll(events.missed());
    const number = await onlyTicketOf(customer);
    const texts = await desk.received(customer);
    expect(texts.map(({ text }) => text)).toEqual([
      expect.stringMatching(new RegExp(`missed your call.*ACME.*ticket ${number}\\b`)),
    ]);
    expect(texts[0]).toMatchObject({ from: NUMBERS.support, parts: 1 });
    const { messages, calls } = await threadOf(number);
    expect(messages[0]).toMatchObject({
      id: `call-${events.conversation}`,
      direction: 'inbound',
      from: customer,
      text: '',
      call: events.conversation,
    });
    const call = {
      conversation: events.conversation,
      customer,
      missed: true,
      status: 'completed',
      direction: 'inbound',
      duration: '42',
      price: '0.0070',
    };
    expect(calls).toEqual([expect.objectContaining(call)]);
    expect(calls[0]).not.toHaveProperty('voicemail');
    expect(await listed(events.conversation)).toMatchObject(call);
  });

  test('told again and again, all at once and backwards: one ticket, one message, one text', async () => {
    const customer = desk.newCustomer();
    const events = new Events(customer);
    const voicemail = events.recording('https://api.nexmo.com/v1/files/1');
    const all = [...events.missed(), voicemail].reverse();
    // Ten at one call at once: Vonage is asked for some of them again.
    for (let round = 0; round < 4; round += 1) {
      const answers = await Promise.all(all.map(tell));
      for (const status of answers) expect([200, 503]).toContain(status);
    }
    await tellAll(all);
    const { messages } = await threadOf(await onlyTicketOf(customer));
    expect(messages.map(({ direction }) => direction)).toEqual(['inbound', 'outbound']);
    expect(messages[0]).toMatchObject({
      voicemail: { seconds: 20, href: `/api/calls/${events.conversation}/recording` },
    });
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    'when the function dies after its write %i, the event told again ends the same',
    async (write) => {
      const customer = desk.newCustomer();
      const events = new Events(customer);
      const bodies = [...events.missed(), events.recording('https://api.nexmo.com/v1/files/1')];
      await tellAll(bodies.slice(0, 3));
      const end = events.of('caller', 'completed', { duration: '42' });
      await desk.withCloudFault({ kill: { function: 'call-event', after: `write ${write}` } }, () =>
        tell(end),
      );
      expect(await tell(end)).toBe(200);
      await tellAll(bodies);
      // What died while it sent is the sweep's, once its lease is over.
      await desk.advance(180_000);
      const { messages } = await threadOf(await onlyTicketOf(customer));
      expect(messages.filter(({ direction }) => direction === 'inbound')).toHaveLength(1);
      expect(messages.filter(({ direction }) => direction === 'outbound')).toHaveLength(1);
      expect(messages[0]).toHaveProperty('voicemail');
      const texts = await desk.received(customer);
      expect(texts.length).toBeGreaterThanOrEqual(1);
      expect(new Set(texts.map(({ clientRef }) => clientRef)).size).toBe(1);
    },
  );

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'when the function dies after write %i at both of Vonage’s tries, the sweep ends it the same',
    async (write) => {
      const customer = desk.newCustomer();
      const events = new Events(customer);
      expect(await tell(events.of('caller', 'started'))).toBe(200);
      const kill = { kill: { function: 'call-event', after: `write ${write}` } };
      for (const end of [
        events.of('caller', 'completed', { duration: '42' }),
        events.recording('https://api.nexmo.com/v1/files/1'),
      ]) {
        await desk.withCloudFault(kill, () => tell(end));
        await desk.withCloudFault(kill, () => tell(end));
      }
      for (let minute = 0; minute < 4; minute += 1) await desk.advance(60_000);
      const { messages } = await threadOf(await onlyTicketOf(customer));
      expect(messages.map(({ direction }) => direction)).toEqual(['inbound', 'outbound']);
      expect(messages[0]).toMatchObject({ voicemail: { seconds: 20 } });
      const texts = await desk.received(customer);
      expect(texts.length).toBeGreaterThanOrEqual(1);
      expect(new Set(texts.map(({ clientRef }) => clientRef)).size).toBe(1);
      expect((await desk.items('Calls')).filter(({ due }) => due !== undefined)).toEqual([]);
    },
    60_000,
  );

  test('sixty calls that are hung up are one text, and keep no other customer from an answer', async () => {
    const customer = desk.newCustomer();
    for (let round = 0; round < 6; round += 1) {
      await Promise.all(
        Array.from({ length: 10 }, () => tell(new Events(customer).of('caller', 'completed'))),
      );
    }
    await desk.advance(120_000);
    expect(await desk.received(customer)).toHaveLength(1);
    const { messages } = await threadOf(await onlyTicketOf(customer));
    expect(messages.filter(({ direction }) => direction === 'inbound').length).toBeGreaterThan(20);
  }, 120_000);

  test('is no missed call when an agent answered: no ticket, no text, but on the list', async () => {
    const customer = desk.newCustomer();
    const events = new Events(customer);
    await tellAll([
      events.of('caller', 'answered'),
      events.of('jane', 'answered'),
      events.of('caller', 'completed', { duration: '90', price: '0.0200' }),
      events.of('jane', 'completed', { duration: '80' }),
    ]);
    expect(await ticketsOf(customer)).toEqual([]);
    expect(await desk.received(customer)).toEqual([]);
    const call = await listed(events.conversation);
    expect(call).toMatchObject({ customer, duration: '90', price: '0.0200', from: customer });
    expect(call).not.toHaveProperty('missed');
  });

  test('a voicemail that is told while the tables are out for a moment is on the ticket all the same', async () => {
    const customer = desk.newCustomer();
    const events = new Events(customer);
    await tellAll(events.missed());
    await desk.advance(10_000);
    await desk.withCloudFault({ dynamodb: { throttle: 4 } }, async () => {
      // Told once: whether Vonage would tell it again is not asked.
      expect(await tell(events.recording('https://api.nexmo.com/v1/files/1'))).toBe(200);
    });
    const { messages } = await threadOf(await onlyTicketOf(customer));
    expect(messages[0]).toMatchObject({ voicemail: { seconds: 20 } });
    expect(desk.logs()).toContain('event-tried-again');
  });

  test('is forgotten with its caller: message, call and voicemail', async () => {
    const customer = desk.newCustomer();
    const events = new Events(customer);
    await tellAll([...events.missed(), events.recording('https://api.nexmo.com/v1/files/1')]);
    const forgotten = await forget(customer, {
      ...localTables(new URL(desk.system.dynamodbUrl).port),
      onProgress: () => undefined,
      pause: () => Promise.resolve(),
    });
    expect(forgotten).toMatchObject({ messages: 2 });
    const held = await Promise.all(
      (['Tickets', 'Messages', 'Calls'] as const).map((table) => desk.items(table)),
    );
    expect(JSON.stringify(held)).not.toContain(customer);
    expect(JSON.stringify(held)).not.toContain(events.conversation);
    expect((await recordingOf(events.conversation)).status).toBe(404);
  });

  test('of somebody who hides the number is on the list, with its voicemail, and in the log once', async () => {
    const events = new Events('anonymous');
    const before = (await desk.items('Tickets')).length;
    await tellAll([...events.missed(), ...events.missed()]);
    await tell(events.recording('https://api.nexmo.com/v1/files/1'));
    expect(await desk.items('Tickets')).toHaveLength(before);
    expect(await listed(events.conversation)).toMatchObject({ missed: true, voicemail: { seconds: 20 } });
    const told = desk
      .logs()
      .split('\n')
      .filter((line) => line.includes('missed-call-hidden'));
    expect(told).toHaveLength(1);
  });
});

describe('with the telephone', () => {
  test('a caller who leaves a voicemail is heard by an agent', async () => {
    const { apiUrl } = desk.system;
    await desk.configure({
      name: 'voicemail-only',
      ncco: [
        { action: 'talk', text: 'Nobody is here. Please speak after the beep.' },
        { action: 'record', beepStart: true, timeOut: 30, eventUrl: [`${apiUrl}/webhooks/event`] },
      ],
    });
    await desk.configure({ name: 'answer', incoming: 'voicemail-only', outgoing: 'outbound-call' });
    const customer = desk.newCustomer();
    const body = { from: customer, to: NUMBERS.voice };
    const { id } = (await desk.simulate<{ id: string }>('POST', '/simulator/calls', body)).body;
    await desk.advance(60_000);
    await desk.simulate('POST', `/simulator/calls/${id}/hangup`);
    await desk.system.settled();
    const { messages, calls } = await threadOf(await onlyTicketOf(customer));
    const voicemail = messages[0]?.['voicemail'] as { seconds: number; href: string };
    expect(voicemail.seconds).toBeGreaterThan(0);
    expect(calls).toEqual([expect.objectContaining({ missed: true, voicemail })]);
    const { authorization } = await authorizationOf();
    const answer = await fetch(`${apiUrl}${voicemail.href}`, { headers: { authorization } });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('audio/wav');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="recording.wav"');
    const sound = Buffer.from(await answer.arrayBuffer());
    expect(sound.subarray(0, 4).toString('latin1')).toBe('RIFF');
    expect(sound.readUInt32LE(4)).toBe(sound.length - 8);
  });
});

async function authorizationOf(): Promise<{ authorization: string }> {
  const { body } = await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });
  return { authorization: `Bearer ${body.jwt}` };
}

describe('the recording of a call', () => {
  let elsewhere: Server;
  let asked = 0;
  let elsewhereUrl = '';
  beforeAll(async () => {
    elsewhere = createServer((_request, response) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'audio/mpeg' }).end('not yours');
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
    elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  });
  afterAll(() => void elsewhere.close());

  test('is for agents alone', async () => {
    const path = `/api/calls/CON-${randomUUID()}/recording`;
    expect((await desk.ask('GET', path)).status).toBe(401);
    const authorization = `Bearer ${desk.system.account.notifyKey}`;
    expect((await desk.ask('GET', path, { headers: { authorization } })).status).toBe(401);
  });

  test.each([
    ['an unknown call', `CON-${randomUUID()}`],
    ['a path', '..%2F..%2Fv1%2Ffiles%2F1'],
    ['a URL', encodeURIComponent('https://api.nexmo.com/v1/files/1')],
    ['markup', encodeURIComponent('<script>alert(1)</script>')],
    ['a very long name', 'x'.repeat(2_000)],
    ['a blank', '%20'],
    ['a null', '%00'],
  ])('%s: 404', async (_name, call) => {
    expect(await recordingOf(call)).toMatchObject({
      status: 404,
      body: { error: expect.stringMatching(/no recording/) },
    });
  });

  test('of a call without one: 404', async () => {
    const events = new Events(desk.newCustomer());
    await tellAll(events.missed());
    expect((await recordingOf(events.conversation)).status).toBe(404);
  });

  test('that Vonage does not have: 502, with a sentence', async () => {
    const events = new Events(desk.newCustomer());
    await tellAll([
      ...events.missed(),
      events.recording(`${desk.system.simulatorUrl}/v1/files/${randomUUID()}`),
    ]);
    expect(await recordingOf(events.conversation)).toMatchObject({
      status: 502,
      body: { error: expect.stringMatching(/Vonage did not give/) },
    });
  });

  test('that is no audio at Vonage: 502, and not a byte of it', async () => {
    const events = new Events(desk.newCustomer());
    await tellAll([...events.missed(), events.recording(`${desk.system.simulatorUrl}/simulator/health`)]);
    const answer = await recordingOf(events.conversation);
    expect(answer).toMatchObject({ status: 502, body: { error: expect.stringMatching(/no audio/) } });
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
  });

  test.each(['written into the item by somebody', 'told by an event'])(
    'that is elsewhere, %s, is not asked for: 502',
    async (how) => {
      const events = new Events(desk.newCustomer());
      const url = `${elsewhereUrl}/v1/files/1`;
      await tellAll([
        ...events.missed(),
        events.recording(how === 'told by an event' ? url : 'https://api.nexmo.com/1'),
      ]);
      if (how !== 'told by an event') {
        await desk.tables.send(
          new UpdateCommand({
            TableName: 'Calls',
            Key: { call: events.conversation, item: 'call' },
            UpdateExpression: 'SET told.recording.#url = :url',
            ExpressionAttributeNames: { '#url': 'url' },
            ExpressionAttributeValues: { ':url': url },
          }),
        );
      }
      expect(await recordingOf(events.conversation)).toMatchObject({
        status: 502,
        body: { error: expect.stringMatching(/not kept at Vonage/) },
      });
      expect(asked).toBe(0);
    },
  );

  test('of a call item that somebody broke: an error, and no call is lost', async () => {
    const call = `CON-${randomUUID()}`;
    await desk.tables.send(
      new PutCommand({ TableName: 'Calls', Item: { call, item: 'call', told: 'broken' } }),
    );
    expect((await recordingOf(call)).status).toBe(503);
  });
});
