import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CallEvent, parseCallEvent } from '../../../desk/calls/call-event.ts';
import {
  CALL_STATUSES,
  type CallState,
  isOver,
  nextCallState,
  rankOf,
} from '../../../desk/calls/call-state.ts';

const uuid = 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab';
const base = {
  uuid,
  conversation_uuid: 'CON-1',
  from: '447700900456',
  to: '447700900000',
  direction: 'inbound',
};
const at = (second: number) => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z`;

function read(body: unknown): CallEvent {
  const result = parseCallEvent(body);
  if (!('event' in result)) throw new Error(result.problem.sentence);
  return result.event;
}
const sum = (events: readonly CallEvent[]): CallState | undefined =>
  events.reduce<CallState | undefined>((state, event) => nextCallState(state, event), undefined);

const completed = {
  ...base,
  status: 'completed',
  duration: '42',
  rate: '0.0100',
  price: '0.0070',
  start_time: at(3),
  end_time: at(45),
  network: '23410',
  timestamp: at(46),
};

describe('reading an event', () => {
  test('a status event, its values as given', () => {
    expect(read(completed)).toMatchObject({
      call: uuid,
      conversation: 'CON-1',
      kind: 'status',
      status: 'completed',
      from: '447700900456',
      duration: '42',
      rate: '0.0100',
      price: '0.0070',
      startTime: at(3),
      endTime: at(45),
    });
  });

  test.each([
    ['+447700900456', '447700900456'],
    ['00447700900456', '447700900456'],
    [447700900456, '447700900456'],
    ['anonymous', 'anonymous'],
    ['Jane', 'Jane'],
    ['sip:447700900456@example.com', 'sip:447700900456@example.com'],
    ['07700900456', '07700900456'],
  ])('a party that the network wrote %j is %j', (written, party) => {
    expect(read({ ...base, status: 'ringing', from: written, to: written })).toMatchObject({
      from: party,
      to: party,
    });
  });

  test('an app’s user is a name, whatever it looks like', () => {
    const { from: _left, ...called } = base;
    expect(read({ ...called, status: 'ringing', from_user: '+447700900456' }).from).toBe('+447700900456');
  });

  test('what Vonage does not know yet stays null', () => {
    expect(read({ ...base, status: 'answered', start_time: null, rate: null, network: null })).toMatchObject({
      startTime: null,
      rate: null,
      network: null,
    });
  });

  test.each([
    'started',
    'ringing',
    'answered',
    'busy',
    'cancelled',
    'unanswered',
    'disconnected',
    'rejected',
    'failed',
    'human',
    'machine',
    'timeout',
    'completed',
  ])('%s is a status', (status) =>
    expect(read({ ...base, status })).toMatchObject({ kind: 'status', status }),
  );

  test('human and machine name their leg call_uuid', () => {
    expect(read({ call_uuid: uuid, status: 'human' }).call).toBe(uuid);
  });

  test.each<[string, object, string]>([
    [
      'record',
      { conversation_uuid: 'CON-1', recording_url: 'https://api.nexmo.com/v1/files/x', recording_uuid: 'r' },
      'record',
    ],
    ['transfer', { conversation_uuid_from: 'CON-1', conversation_uuid_to: 'CON-2', uuid }, 'transfer'],
    ['input', { uuid, dtmf: { digits: '1', timed_out: false } }, 'input'],
    ['notify', { conversation_uuid: 'CON-1', payload: { a: 'b' } }, 'notify'],
    ['error', { conversation_uuid: 'CON-1', reason: 'Syntax error in NCCO' }, 'error'],
    ['a status nobody knows', { uuid, status: 'dancing' }, 'other'],
    ['an inherited name as status', { uuid, status: 'constructor' }, 'other'],
  ])('%s has no status', (_name, body, kind) => {
    const event = read(body);
    expect(event.kind).toBe(kind);
    expect(event).not.toHaveProperty('status');
    expect(event.body).toBeDefined();
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'completed'],
    ['a list', [completed]],
    ['no call', { status: 'completed' }],
    ['an empty uuid', { uuid: '', status: 'completed' }],
    ['a uuid that is no text', { uuid: { $ne: '' }, status: 'completed' }],
    ['a uuid of markup', { uuid: '<script>alert(1)</script>', status: 'completed' }],
    ['a very long uuid', { uuid: 'a'.repeat(1_000), status: 'completed' }],
    ['too much', { uuid, x: 'y'.repeat(100_000) }],
    ['nested without end', JSON.parse(`{"uuid":"a","x":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)],
  ])('%s is refused with a sentence', (_name, body) => {
    const result = parseCallEvent(body);
    expect('problem' in result && result.problem.sentence).toMatch(/\w+ \w+/);
  });

  test('texts are bounded, and a long body is not kept', () => {
    const event = read({
      ...completed,
      from: 'x'.repeat(5_000),
      reason: '<img src=x onerror=alert(1)>',
      more: 'y'.repeat(20_000),
    });
    expect(event.from?.length).toBe(256);
    expect(event.reason).toBe('<img src=x onerror=alert(1)>');
    expect(event).not.toHaveProperty('body');
  });

  test('whatever comes is read or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.dictionary(fc.constantFrom('uuid', 'status', 'price', 'x'), fc.anything()),
        ),
        (body) => {
          const result = parseCallEvent(body);
          expect('event' in result || 'problem' in result).toBe(true);
        },
      ),
    );
  });
});

describe('the id', () => {
  test('is the same for the same event, whatever the order of its keys', () => {
    const reversed = Object.fromEntries(Object.entries(completed).reverse());
    expect(read(reversed).id).toBe(read(completed).id);
    const record = { conversation_uuid: 'CON-1', recording_url: 'https://a.example/1', size: 1 };
    expect(read({ size: 1, recording_url: 'https://a.example/1', conversation_uuid: 'CON-1' }).id).toBe(
      read(record).id,
    );
  });

  test('differs for another call, status, moment or content', () => {
    const ids = [
      completed,
      { ...completed, uuid: 'another' },
      { ...completed, status: 'busy' },
      { ...completed, timestamp: at(47) },
      { uuid, dtmf: { digits: '1' } },
      { uuid, dtmf: { digits: '2' } },
    ].map((body) => read(body).id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('the state of a call', () => {
  test('goes forward', () => {
    const statuses = ['started', 'ringing', 'answered', 'completed'] as const;
    const states = statuses.map(
      (_, index) => sum(statuses.slice(0, index + 1).map((status) => read({ ...base, status })))?.status,
    );
    expect(states).toEqual(statuses);
  });

  test('a late ringing does not undo an answer; completed does not undo busy', () => {
    expect(sum(['answered', 'ringing', 'started'].map((status) => read({ ...base, status })))?.status).toBe(
      'answered',
    );
    expect(sum(['busy', 'completed'].map((status) => read({ ...base, status })))?.status).toBe('busy');
    expect(sum(['completed', 'busy'].map((status) => read({ ...base, status })))?.status).toBe('busy');
  });

  test.each(['busy', 'cancelled', 'unanswered', 'rejected', 'failed', 'timeout'] as const)(
    '%s outranks completed, and both are over',
    (status) => {
      expect(rankOf(status)).toBeGreaterThan(rankOf('completed'));
      expect(isOver(status) && isOver('completed')).toBe(true);
    },
  );

  test('a call that rings or talks is not over', () => {
    for (const status of [undefined, 'started', 'ringing', 'answered', 'human', 'machine'] as const)
      expect(isOver(status)).toBe(false);
  });

  test('duration and price are kept, also when completed came after busy or before answered', () => {
    const answered = read({ ...base, status: 'answered', rate: null, start_time: null, timestamp: at(3) });
    const busy = read({ ...base, status: 'busy', timestamp: at(2) });
    for (const events of [
      [read(completed), answered, busy],
      [busy, answered, read(completed)],
    ]) {
      expect(sum(events)).toMatchObject({
        status: 'busy',
        duration: '42',
        price: '0.0070',
        rate: '0.0100',
        startTime: at(3),
      });
    }
  });

  test('an event without a status changes nothing but makes the call known', () => {
    const record = read({ uuid, recording_url: 'https://a.example/1' });
    expect(sum([record])).toEqual({ call: uuid, seen: {} });
    expect(sum([record, read(completed)])).toEqual(sum([read(completed), record]));
  });

  test('an event of another call changes nothing', () => {
    const state = sum([read(completed)]);
    expect(nextCallState(state, read({ ...base, uuid: 'another', status: 'failed' }))).toEqual(state);
  });

  test('of two tellings of one status at one time the same one counts, also when they differ by a null', () => {
    const silent = read({ uuid, status: 'completed', timestamp: at(1) });
    const unknown = read({ uuid, status: 'completed', timestamp: at(1), price: null });
    expect(sum([silent, unknown])).toEqual(sum([unknown, silent]));
  });

  test('survives the store', () => {
    const state = sum([read(completed)]);
    const stored = JSON.parse(JSON.stringify(state)) as CallState;
    expect(nextCallState(stored, read({ ...base, status: 'ringing' }))).toEqual(
      sum([read(completed), read({ ...base, status: 'ringing' })]),
    );
  });

  test('is the same for every order and repetition of its events', () => {
    const value = fc.option(fc.constantFrom('1', '2', '0.5'), { nil: null });
    const status = fc.record(
      {
        uuid: fc.constant(uuid),
        status: fc.constantFrom(...CALL_STATUSES),
        timestamp: fc.oneof(fc.integer({ min: 0, max: 3 }).map(at), fc.constant('never')),
        duration: value,
        price: value,
        rate: value,
        start_time: value,
        end_time: value,
        network: value,
        from: fc.constantFrom('447700900456', 'unknown'),
        direction: fc.constantFrom('inbound', 'outbound'),
      },
      { requiredKeys: ['uuid', 'status'] },
    );
    const plain = fc.record({
      uuid: fc.constant(uuid),
      dtmf: fc.record({ digits: fc.constantFrom('1', '2') }),
    });
    const orders = fc
      .array(fc.oneof({ arbitrary: status, weight: 4 }, plain), { minLength: 1, maxLength: 12 })
      .chain((bodies) =>
        fc.tuple(
          fc.constant(bodies),
          fc.shuffledSubarray(bodies, { minLength: bodies.length }),
          fc.array(fc.constantFrom(...bodies), { maxLength: 6 }),
        ),
      );
    fc.assert(
      fc.property(orders, ([bodies, shuffled, again]) => {
        const once = sum(bodies.map(read));
        expect(sum([...shuffled, ...again].map(read))).toEqual(once);
        expect(sum([...again, ...shuffled, ...shuffled].map(read))).toEqual(once);
        const ranks = bodies.flatMap((body) => ('status' in body ? [rankOf(body.status)] : []));
        if (once?.status) expect(rankOf(once.status)).toBe(Math.max(...ranks));
      }),
      { numRuns: 2_000 },
    );
  });
});
