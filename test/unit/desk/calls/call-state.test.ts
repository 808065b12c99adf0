import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallEvent } from '../../../../desk/calls/call-event.ts';
import { callEventIn } from '../../../../edge/vonage/voice/call-event.ts';
import {
  CALL_STATUSES,
  type CallState,
  isOver,
  nextCallState,
  rankOf,
} from '../../../../desk/calls/call-state.ts';

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
  const result = callEventIn(body);
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
