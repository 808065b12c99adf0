import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { jsonBody, TestDesk, voiceJwt } from '../desk/desk.ts';
import { choose, Exchange, failedWebhooks, signedPost, type Call } from './tutorial-3-calls.ts';

let desk: TestDesk;
let line: Exchange;
beforeAll(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
  await choose(desk, 'inbound-call');
});
afterAll(() => desk.close());
afterEach(() => desk.simulate('DELETE', '/simulator/faults'));

type Item = Record<string, unknown>;

/** What the Calls table holds of one conversation. */
async function stored(conversation: string): Promise<{ events: Item[]; legs: Item[] }> {
  const items = (await desk.items('Calls')).filter((item) => item['call'] === conversation);
  const kind = (prefix: string) => items.filter((item) => String(item['item']).startsWith(prefix));
  return { events: kind('event#'), legs: kind('leg#') };
}

/** The statuses that were stored of one leg, in no order. */
const statuses = (events: Item[], leg: string): unknown[] =>
  events.flatMap((event) => (event['leg'] === leg && event['status'] ? [event['status']] : [])).sort();

async function answeredCall(): Promise<Call> {
  const call = await line.phone();
  const talking = await line.leg(call, 'answer');
  await desk.advance(30_000);
  return line.hangUp(talking);
}

/** The event webhook's body for a leg of its own. */
const event = (status: string, more: Item = {}): Item => ({
  from: '447700900999',
  to: '447700900000',
  uuid: randomUUID(),
  conversation_uuid: `CON-${randomUUID()}`,
  status,
  direction: 'inbound',
  timestamp: new Date(desk.system.clock.now()).toISOString(),
  ...more,
});

const tell = (body: unknown) => signedPost(desk, '/webhooks/event', body);

describe('call events', () => {
  test.each([
    ['as they come', {}],
    ['each three times, at once', { copies: 3 }],
    ['out of order', { reorder: true }],
    ['doubled and out of order', { copies: 2, reorder: true }],
  ])('%s: each is stored once, and each leg has one state', async (_how, webhooks) => {
    await desk.simulate('POST', '/simulator/faults', { webhooks });
    const call = await answeredCall();
    await desk.system.settled();
    expect(failedWebhooks(call)).toEqual([]);
    const { events, legs } = await stored(call.conversationUuid);
    const [janes] = call.legs;
    for (const leg of [call.uuid, janes?.id ?? ''])
      expect(statuses(events, leg)).toEqual(['answered', 'completed', 'ringing', 'started']);
    expect(legs.filter(({ leg }) => leg === call.uuid)).toEqual([
      expect.objectContaining({ status: 'completed', duration: expect.stringMatching(/^3\d$/) }),
    ]);
    expect(legs.filter(({ leg }) => leg === janes?.id)).toEqual([
      expect.objectContaining({ status: 'completed', to: 'Jane' }),
    ]);
  });

  test('agents see the calls, the newest first', async () => {
    const call = await answeredCall();
    await desk.system.settled();
    const joe = await desk.agent('Joe');
    const { status, body } = await joe<{ calls: Item[] }>('GET', '/api/calls');
    expect(status).toBe(200);
    expect(body.calls).toContainEqual(
      expect.objectContaining({
        call: call.uuid,
        status: 'completed',
        duration: expect.stringMatching(/^3\d$/),
        direction: 'inbound',
      }),
    );
    const times = body.calls.map(({ at }) => String(at));
    expect(times).toEqual([...times].sort().reverse());
  });

  test('nobody else sees them', async () => {
    expect((await desk.ask('GET', '/api/calls')).status).toBe(401);
    const headers = { authorization: `Bearer ${voiceJwt(desk, '')}` };
    expect((await desk.ask('GET', '/api/calls', { headers })).status).toBe(401);
  });

  test.each(['busy', 'rejected', 'unanswered', 'cancelled', 'failed', 'timeout'])(
    '%s stays so after completed, in whatever order they come',
    async (status) => {
      for (const order of [
        [status, 'completed'],
        ['completed', status],
      ]) {
        const first = event('started');
        for (const each of ['started', ...order]) {
          expect((await tell({ ...first, status: each })).status).toBe(200);
        }
        const { legs } = await stored(String(first['conversation_uuid']));
        expect(legs).toEqual([expect.objectContaining({ leg: first['uuid'], status })]);
      }
    },
  );

  test('a caller who finds the line busy', async () => {
    const call = await line.leg(await line.phone(), 'reject', { busy: true });
    await desk.system.settled();
    const [janes] = call.legs;
    await tell(event('completed', { uuid: janes?.id, conversation_uuid: call.conversationUuid }));
    const { legs } = await stored(call.conversationUuid);
    expect(legs.find(({ leg }) => leg === janes?.id)).toMatchObject({ status: 'busy' });
  });

  test('ten events of one leg at once are all kept', async () => {
    const names = ['started', 'ringing', 'answered', 'human', 'machine', 'disconnected', 'completed'];
    const first = event('started');
    const answers = await Promise.all(names.map((status) => tell({ ...first, status })));
    expect(answers.map(({ status }) => status)).toEqual(names.map(() => 200));
    const { events, legs } = await stored(String(first['conversation_uuid']));
    expect(statuses(events, String(first['uuid']))).toEqual([...names].sort());
    expect(legs).toEqual([expect.objectContaining({ status: 'completed' })]);
  });

  test('nulls and events without a status are stored', async () => {
    const first = event('answered', { start_time: null, rate: null, network: null });
    const { uuid, conversation_uuid: conversation } = first;
    expect((await tell(first)).status).toBe(200);
    const others = [
      { conversation_uuid: conversation, recording_uuid: randomUUID(), recording_url: 'https://x.example/1' },
      { conversation_uuid_from: conversation, conversation_uuid_to: `CON-${randomUUID()}`, uuid },
      { conversation_uuid: conversation, reason: 'Invalid NCCO', timestamp: '2026-11-21T10:00:00Z' },
      {
        conversation_uuid: conversation,
        call_uuid: uuid,
        status: 'human',
        timestamp: '2026-11-21T10:00:00Z',
      },
      { conversation_uuid: conversation, uuid, status: 'a-status-of-tomorrow' },
    ];
    for (const one of others) expect((await tell(one)).status).toBe(200);
    const { events, legs } = await stored(String(conversation));
    expect(events.length).toBeGreaterThanOrEqual(5);
    expect(legs.find(({ leg }) => leg === uuid)).toMatchObject({ status: 'human' });
  });
});

describe('hostile events', () => {
  test('are stored as data, character by character', async () => {
    const hostile = `<script>alert(1)</script>'"; DROP TABLE calls; -- \${7*7} {{7*7}} 電話 📞 \u202e\u0000`;
    const first = event('ringing', {
      from: hostile,
      to: hostile,
      reason: hostile,
      [hostile]: { deep: [hostile] },
    });
    expect((await tell(first)).status).toBe(200);
    const { events } = await stored(String(first['conversation_uuid']));
    expect(events).toEqual([expect.objectContaining({ from: hostile, to: hostile })]);
    const kept = JSON.parse(String(events[0]?.['body'])) as Item;
    expect(kept[hostile]).toEqual({ deep: [hostile] });
    const jane = await desk.agent('Jane');
    const answer = await jane<{ calls: Item[] }>('GET', '/api/calls');
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.body.calls.find(({ call }) => call === first['uuid'])).toMatchObject({ from: hostile });
  });

  test.each([
    ['wrong types', { from: ['x'], to: { a: 1 }, timestamp: 7, duration: [], price: {}, status: 'ringing' }],
    [
      'prototypes',
      JSON.parse('{"__proto__":{"status":"completed"},"constructor":1,"status":"ringing"}') as Item,
    ],
    ['a value that is very long', { from: '4'.repeat(60_000) }],
  ])('%s do no harm', async (_case, more) => {
    const first = event('ringing', more);
    expect((await tell(first)).status).toBe(200);
    const { legs } = await stored(String(first['conversation_uuid']));
    expect(legs).toEqual([expect.objectContaining({ leg: first['uuid'], status: 'ringing' })]);
  });

  test.each([
    ['no call', { status: 'ringing' }],
    ['a call that is no name', { uuid: '../../x y', conversation_uuid: 7, status: 'ringing' }],
    ['a list', []],
    ['a text', '"ringing"'],
    ['null', 'null'],
    ['endless nesting', { uuid: 'deep', deep: JSON.parse('['.repeat(500) + ']'.repeat(500)) as unknown }],
    ['very much', { uuid: 'big', status: 'ringing', junk: 'x'.repeat(500_000) }],
  ])('%s: taken, so that Vonage does not send it for ever, and nothing is stored', async (_case, body) => {
    const before = (await desk.items('Calls')).length;
    expect((await tell(body)).status).toBe(200);
    expect(await desk.items('Calls')).toHaveLength(before);
  });

  test('no JSON is refused', async () => {
    for (const body of ['', '{', 'status=ringing']) {
      expect((await tell(body)).status).toBe(400);
    }
  });

  test.each([
    ['without a proof', () => ({})],
    [
      'signed with another secret',
      (raw: string) => ({ authorization: `Bearer ${voiceJwt(desk, raw, {}, 'x'.repeat(32))}` }),
    ],
    ['signed for another body', () => ({ authorization: `Bearer ${voiceJwt(desk, '{}')}` })],
    [
      'signed an hour ago',
      (raw: string) => ({
        authorization: `Bearer ${voiceJwt(desk, raw, { iat: Math.floor(desk.system.clock.now() / 1000) - 3_600 })}`,
      }),
    ],
    [
      'of another application',
      (raw: string) => ({
        authorization: `Bearer ${voiceJwt(desk, raw, { application_id: randomUUID() })}`,
      }),
    ],
  ])('%s: 401, on every voice route, and nothing is stored', async (_case, headersFor) => {
    const before = (await desk.items('Calls')).length;
    const { body, headers } = jsonBody(event('ringing'));
    for (const path of ['event', 'answer', 'fallback', 'dtmf']) {
      const answer = await desk.ask('POST', `/webhooks/${path}`, {
        body,
        headers: { ...headers, ...headersFor(body) },
      });
      expect(answer).toMatchObject({ status: 401, body: { error: expect.stringMatching(/proof|prove/) } });
    }
    expect(await desk.items('Calls')).toHaveLength(before);
  });

  test('an event that cannot be stored is asked for again, and then stored', async () => {
    const first = event('ringing');
    const failed = await desk.withCloudFault({ dynamodb: { down: true } }, () => tell(first));
    expect(failed.status).toBe(503);
    await desk.withCloudFault({ kill: { function: 'call-event', after: 'write 1' } }, () => tell(first));
    expect((await tell(first)).status).toBe(200);
    const { events, legs } = await stored(String(first['conversation_uuid']));
    expect(events).toHaveLength(1);
    expect(legs).toEqual([expect.objectContaining({ status: 'ringing' })]);
  });
});
