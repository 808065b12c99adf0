import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Happened } from '../../../../../local/console/timeline/happened.ts';
import { createTimeline, type Timeline } from '../../../../../local/console/timeline/timeline.ts';
import {
  API,
  call,
  callStory,
  cloud,
  message,
  outgoing,
  sent,
  answered,
  textStory,
  trace,
  work,
  write,
} from '../../../console/events.ts';

const timelineOf = (events: Happened[], capacity?: number): Timeline => {
  const timeline = createTimeline({ apiOrigin: () => API, ...(capacity !== undefined && { capacity }) });
  for (const event of events) timeline.note(event);
  return timeline;
};

const told = (timeline: Timeline) =>
  timeline.after(0, 1_000).map(({ kind, from, to, title, note }) => [kind, from, to, title, note]);

describe('what an entry tells', () => {
  test('of a text, from the phone to its receipt', () => {
    expect(told(timelineOf(textStory(1).events))).toEqual([
      ['text', 'phone 447700910001', 'Vonage', 'text “My order is late”', undefined],
      ['webhook', 'Vonage', 'API', 'inbound-sms: POST /support', 'signed (sha256) + token'],
      ['request', 'API', 'API', 'POST /support', undefined],
      ['invocation', 'API', 'inbound-sms', 'invokes inbound-sms', 'cold'],
      ['invocation', 'inbound-sms', 'inbound-sms', 'loaded', 'cold 212 ms'],
      ['secrets', 'inbound-sms', 'Secrets Manager', 'GetSecretValue Proofs', undefined],
      ['log', 'inbound-sms', 'inbound-sms', 'log: ticket-opened', undefined],
      ['dynamodb', 'inbound-sms', 'Messages', 'PutItem Messages', '1 WCU'],
      ['vonage-api', 'inbound-sms', 'Vonage', 'POST /sms/json', undefined],
      ['text', 'Vonage', 'phone 447700910001', 'SMS “My order is late” 1 part GSM-7', undefined],
      ['vonage-api', 'Vonage', 'inbound-sms', 'POST /sms/json → 200', undefined],
      ['invocation', 'inbound-sms', 'API', 'inbound-sms is done', undefined],
      ['response', 'API', 'API', 'POST /support → 200', undefined],
      ['webhook', 'API', 'Vonage', 'inbound-sms → 200', undefined],
      ['webhook', 'Vonage', 'API', 'receipt: POST /receipts', 'signed (sha256) + token'],
      ['request', 'API', 'API', 'POST /receipts', undefined],
      ['invocation', 'API', 'delivery-receipt', 'invokes delivery-receipt', 'warm'],
      ['response', 'API', 'API', 'POST /receipts → 200', undefined],
      ['webhook', 'API', 'Vonage', 'receipt → 200', undefined],
    ]);
  });

  test('of a call, by the names of who is on it', () => {
    const lines = told(timelineOf(callStory(1).events));
    expect(lines.filter(([kind]) => kind === 'call')).toEqual([
      ['call', 'phone 447700810001', 'Vonage', 'calls', undefined],
      ['call', 'Vonage', 'phone 447700810001', 'hears “Welcome”', undefined],
      ['call', 'Vonage', 'app Jane', 'rings', undefined],
      ['call', 'app Jane', 'Vonage', 'answers', undefined],
      ['call', 'phone 447700810001', 'Vonage', 'hangs up (caller)', undefined],
    ]);
    expect(lines).toContainEqual(['webhook', 'Vonage', 'API', 'answer: POST /webhooks/answer', 'JWT HS256']);
    expect(lines).toContainEqual(['killed', 'answer', 'answer', 'ended: its time was over', undefined]);
  });

  const owner = { function: undefined, requestId: undefined };
  const at = '2026-11-21T10:00:00Z';
  const alone: [Happened, unknown[]][] = [
    [write(owner, 'x'), ['dynamodb', 'owner', 'Messages', 'PutItem Messages', '1 WCU']],
    [
      { type: 'session', at, user: 'Jane', state: 'connected' },
      ['session', 'app Jane', 'Vonage', 'signs in', undefined],
    ],
    [
      { type: 'api', at, method: 'POST', path: '/v2/applications', body: '{}' },
      ['setup', 'owner', 'Vonage', 'POST /v2/applications', undefined],
    ],
    [
      cloud({ kind: 'custom-resource', resource: 'Seed', requestType: 'Create', status: 'SUCCESS' }),
      ['setup', 'owner', 'owner', 'Create Seed: SUCCESS', undefined],
    ],
    [
      cloud({ kind: 'clock', now: 0, advancedMs: 90_000 }),
      ['clock', 'clock', 'clock', 'the clock goes forward by 1 min 30 s', undefined],
    ],
    [
      cloud({ kind: 'faults', faults: { dynamodb: { down: true } } }),
      ['fault', 'owner', 'owner', 'faults of the cloud: {"dynamodb":{"down":true}}', undefined],
    ],
    [
      { type: 'faults', at, faults: { sms: {}, webhooks: {} } },
      ['fault', 'owner', 'owner', 'no faults of Vonage', undefined],
    ],
  ];
  test.each(alone)('%#: that stands alone', (event, line) => {
    const timeline = timelineOf([event]);
    expect(told(timeline)).toEqual([line]);
    expect(timeline.after(0, 1)[0]?.exchange).toBeUndefined();
    expect(timeline.exchanges(10)).toEqual([]);
  });

  test('of a request that no webhook brought: who calls whom', () => {
    const request = (method: string, path: string) =>
      cloud({ kind: 'request', requestId: `${method}${path}`, method, path, route: 'x', callerPort: 1 });
    const paths = [request('POST', '/notify'), request('GET', '/notify'), request('POST', '/api/jwt')];
    expect(told(timelineOf(paths)).map(([, from]) => from)).toEqual(['shop', 'browser', 'app']);
    const answer = cloud({ kind: 'response', requestId: 'POST/notify', status: 503, ms: 1 });
    const timeline = timelineOf([...paths, answer]);
    expect(told(timeline).at(-1)).toEqual(['response', 'API', 'shop', 'POST /notify → 503', undefined]);
    expect(timeline.exchanges(10).map(({ tone }) => tone)).toEqual(['plain', 'plain', 'bad']);
  });

  test('of a webhook that found nobody: one line, and why', () => {
    const webhook = sent({ id: 7, about: { message: 'IN' }, attempt: 2 });
    const failed = answered(webhook, { status: 0, error: 'no connection', attempt: 2 });
    expect(told(timelineOf([failed]))).toEqual([
      ['webhook', 'Vonage', 'API', 'inbound-sms: POST /support: no connection', 'attempt 2'],
    ]);
  });

  test('of whatever customers and strangers wrote: one short line', () => {
    const nasty = `<script>alert(1)</script>\n\u0000${'x'.repeat(2_000_000)}`;
    const requestId = 'r';
    const timeline = timelineOf([
      message({ text: nasty, from: nasty }),
      cloud({ kind: 'request', requestId, method: nasty, path: nasty, route: undefined }),
      cloud({ kind: 'log', function: '__proto__', requestId, stream: 'stdout', line: nasty }),
      call('c', '__proto__', { text: nasty, leg: '__proto__', number: nasty }),
      call('c', 'talk', { text: nasty, payload: { deep: nasty } }),
    ]);
    for (const { id, title, from } of timeline.after(0, 100)) {
      expect(title.length).toBeLessThan(200);
      expect(from.length).toBeLessThan(200);
      expect(title).not.toContain('\n');
      expect(JSON.stringify(timeline.find(id)?.whole).length).toBeLessThan(60_000);
    }
    expect(timeline.last).toBe(5);
  });
});

describe('a whole entry', () => {
  const timeline = timelineOf(textStory(1).events);
  const wholeOf = (title: string) => {
    const found = timeline.after(0, 100).find((entry) => entry.title === title);
    return timeline.find(found?.id ?? 0)?.whole;
  };

  test('holds a webhook with its proof and what was answered to it', () => {
    expect(wholeOf('inbound-sms: POST /support')).toMatchObject({
      url: `${API}/support?token=t`,
      method: 'POST',
      sent: 'text=My+order+is+late',
      proof: { kind: 'signature', method: 'sha256' },
      answer: { status: 200, body: 'ok', requestId: 'req-1' },
    });
  });

  test('holds what the API was asked and answered, a log line and a table’s item as what they say', () => {
    expect(wholeOf('POST /support')).toMatchObject({ response: { status: 200, asked: 'a', answered: 'b' } });
    expect(wholeOf('log: ticket-opened')).toMatchObject({ line: { level: 'info', reason: 'ticket-opened' } });
    expect(wholeOf('PutItem Messages')).toMatchObject({
      input: { Item: { id: { S: 'ref-1' } } },
      output: {},
    });
  });
});

describe('an exchange', () => {
  test('holds what follows from its cause and nothing else, however many texts and calls are mixed', () => {
    const stories = fc.integer({ min: 1, max: 6 }).chain((count) => {
      const all = Array.from({ length: count }, (_, n) =>
        n % 2 === 0 ? textStory(n + 1) : callStory(n + 1),
      );
      const turns = all.flatMap(({ events }, index) => events.map(() => index));
      return fc.record({
        all: fc.constant(all),
        turns: fc.shuffledSubarray(turns, { minLength: turns.length }),
      });
    });
    fc.assert(
      fc.property(stories, ({ all, turns }) => {
        const timeline = createTimeline({ apiOrigin: () => API });
        const rest = all.map(({ events }) => [...events]);
        for (const turn of turns) {
          const event = rest[turn]?.shift();
          if (event) timeline.note(event);
        }
        for (const { exchange, events } of all) {
          const mixed = timeline.exchange(exchange)?.map(({ title, from, to }) => [title, from, to]);
          expect(mixed).toEqual(
            timelineOf(events)
              .after(0, 1_000)
              .map(({ title, from, to }) => [title, from, to]),
          );
        }
        expect(timeline.exchanges(100)).toHaveLength(all.length);
      }),
    );
  });

  test('is not entered by who gets the port of a webhook that is over', () => {
    const webhook = sent({ id: 1, about: { message: 'IN' }, port: 50_001 });
    const later = cloud({
      kind: 'request',
      requestId: 'r',
      method: 'GET',
      path: '/',
      route: 'GET /',
      callerPort: 50_001,
    });
    expect(timelineOf([webhook, answered(webhook), later]).exchange('request:r')).toHaveLength(1);
    const elsewhere = sent({ id: 2, about: { call: 'c' }, url: 'http://elsewhere.example/', port: 50_001 });
    expect(timelineOf([elsewhere, later]).exchange('request:r')).toHaveLength(1);
  });

  test('gets what a sweep sends for it; the sweep keeps the rest', () => {
    const [first, ...rest] = work('req-2', 'inbound-sms', '447700900002', 'ref-2');
    const sweep = (reference: string): Happened[] => [
      cloud({ kind: 'schedule', schedule: 'EveryMinute', function: 'sweep', requestId: 'sw' }),
      cloud({
        kind: 'invocation-start',
        function: 'sweep',
        requestId: 'sw',
        trigger: 'schedule',
        cold: true,
      }),
      {
        type: 'api',
        at: '2026-11-21T10:01:00Z',
        method: 'POST',
        path: '/sms/json',
        body: JSON.stringify({ 'client-ref': reference }),
        trace: trace('sw', 'span-sw'),
      },
      message({ id: 'OUT', direction: 'outbound', clientRef: reference }, trace('sw', 'span-sw')),
      outgoing('sw', 'sweep'),
    ];
    const begun = [message({ id: 'IN' }), sent({ id: 1, about: { message: 'IN' } })];
    const request = cloud({
      kind: 'request',
      requestId: 'req-2',
      method: 'POST',
      path: '/support',
      route: 'POST /support',
      callerPort: 50_001,
    });
    const titles = (timeline: Timeline, id: string) =>
      timeline
        .exchange(id)
        ?.map(({ title }) => title)
        .slice(-3);
    const resent = ['POST /sms/json', 'SMS “My order is late” 1 part GSM-7', 'POST /sms/json → 200'];

    // The function called Vonage, which had no time for it.
    const refused = [...begun, request, first, rest.find((one) => 'type' in one && one.type === 'api')];
    const after = timelineOf([...refused.flatMap((one) => one ?? []), ...sweep('ref-2')]);
    expect(titles(after, 'text:IN')).toEqual(resent);
    expect(titles(after, 'sweep:sw')).toEqual(['time for sweep', 'invokes sweep']);

    // The function died when it had written, and never called Vonage.
    const written = [
      ...begun,
      request,
      ...(first ? [first] : []),
      write({ function: 'inbound-sms', requestId: 'req-2' }, 'ref-3'),
    ];
    expect(titles(timelineOf([...written, ...sweep('ref-3')]), 'text:IN')).toEqual(resent);

    // Nobody knows whose it was.
    expect(titles(timelineOf(sweep('ref-4')), 'sweep:sw')).toEqual(resent);
  });
});

test('a wait for an environment belongs to its request, the end of one to nobody', () => {
  const own = { function: 'InboundSms', requestId: 'R1' };
  const timeline = timelineOf([
    cloud({ kind: 'request', requestId: 'R1', method: 'POST', path: '/support', route: 'POST /support' }),
    cloud({ kind: 'invocation-wait', ...own }),
    cloud({ kind: 'environment-end', function: 'Answer', why: 'room' }),
    cloud({ kind: 'environment-end', function: 'Answer', why: 'idle' }),
  ]);
  expect(told(timeline).slice(1)).toEqual([
    ['invocation', 'inbound-sms', 'inbound-sms', 'waits for an environment', undefined],
    ['invocation', 'answer', 'answer', 'ended: its room was needed', undefined],
    ['invocation', 'answer', 'answer', 'ended: idle', undefined],
  ]);
  expect(timeline.after(0, 9).map(({ exchange }) => exchange)).toEqual([
    'request:R1',
    'request:R1',
    undefined,
    undefined,
  ]);
});

describe('what is kept', () => {
  const texts = (count: number): Happened[] =>
    Array.from({ length: count }, (_, n) => message({ id: `M${n % 7}`, text: `text ${n}` }));

  test('weighs no more than it may, whatever its entries hold', () => {
    const timeline = createTimeline({ apiOrigin: () => API, heaviest: 50_000 });
    for (let id = 1; id <= 100; id += 1) {
      const webhook = sent({ id, sent: 'x'.repeat(4_000) });
      timeline.note(webhook);
      timeline.note(answered(webhook));
    }
    const kept = timeline.after(0, 1_000);
    expect(kept.length).toBeGreaterThan(5);
    expect(JSON.stringify(kept.map(({ id }) => timeline.find(id)?.whole)).length).toBeLessThan(80_000);
    expect(kept.at(-1)?.id).toBe(200);
    const groups = timeline.exchanges(1_000);
    expect(groups.reduce((sum, { entries }) => sum + entries, 0)).toBe(kept.length);
  });

  test('is the newest, under ids that go on', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), fc.nat(70), (count, capacity, after) => {
        const timeline = timelineOf(texts(count), capacity);
        const kept = Array.from({ length: count }, (_, n) => n + 1).slice(-capacity);
        expect(timeline.last).toBe(count);
        expect(timeline.after(after, 100).map(({ id }) => id)).toEqual(kept.filter((id) => id > after));
        expect(timeline.after(0, 3).map(({ id }) => id)).toEqual(kept.slice(0, 3));
        for (let id = 0; id <= count + 1; id += 1)
          expect(timeline.find(id)?.entry.id).toBe(kept.includes(id) ? id : undefined);
        const groups = timeline.exchanges(100);
        expect(groups.reduce((sum, { entries }) => sum + entries, 0)).toBe(kept.length);
        for (const { id, entries } of groups) expect(timeline.exchange(id)).toHaveLength(entries);
      }),
    );
  });

  test('is not buried by what the desks look up; of that the newest stay', () => {
    const lookUp = (n: number): Happened[] => {
      const requestId = `look-${n}`;
      return [
        cloud({
          kind: 'request',
          requestId,
          method: 'GET',
          path: '/api/tickets',
          route: 'GET /api/tickets',
          function: 'Tickets',
        }),
        cloud({ kind: 'response', requestId, status: 200, ms: 3 }),
      ];
    };
    const { exchange, events } = textStory(1);
    const timeline = timelineOf(events, 100);
    const before = timeline.exchange(exchange);
    for (let n = 0; n < 200; n += 1) for (const event of lookUp(n)) timeline.note(event);
    expect(timeline.exchange(exchange)).toEqual(before);
    expect(timeline.after(0, 1_000)).toHaveLength(100);
    expect(timeline.exchange('request:look-0')).toBeUndefined();
    expect(timeline.exchange('request:look-199')).toHaveLength(2);
    // What happens does make room: first of look-ups, then of the oldest.
    for (const event of Array.from({ length: 10 }, (_, n) => textStory(n + 2)).flatMap(
      (story) => story.events,
    ))
      timeline.note(event);
    expect(timeline.exchange(exchange)).toBeUndefined();
    expect(timeline.exchange(textStory(11).exchange)).toHaveLength(before?.length ?? 0);
    expect(timeline.after(0, 1_000)).toHaveLength(100);
  });

  test('of exchanges: the newest first', () => {
    const timeline = timelineOf([textStory(1), textStory(2), callStory(3)].flatMap(({ events }) => events));
    expect(timeline.exchanges(2).map(({ id }) => id)).toEqual(['call:call-3', 'text:IN2']);
    expect(timeline.exchanges(3)[2]).toEqual({
      id: 'text:IN1',
      title: 'text “My order is late”',
      at: Date.parse('2026-11-21T10:00:00Z'),
      from: 'phone 447700910001',
      entries: 19,
      tone: 'good',
    });
    expect(timeline.exchange('text:IN9')).toBeUndefined();
  });
});
