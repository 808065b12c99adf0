import { describe, expect, test } from '@jest/globals';
import type { CallEvent } from '../../../../desk/calls/call-event.ts';
import { callAfter, legAfter, recordEvent, type CallRecords } from '../../../../desk/calls/record-event.ts';
import { RetryableError } from '../../../../desk/retryable-error.ts';
import { CallsTable } from '../memory/calls.ts';
import { atOnce } from '../memory/steps.ts';

const AT = 1_800_000_000_000;
const event = (status: 'started' | 'answered' | 'completed', more: Partial<CallEvent> = {}): CallEvent => ({
  id: `e-${status}`,
  call: 'leg-1',
  conversation: 'CON-1',
  kind: 'status',
  status,
  from: '447700900001',
  to: '447700900000',
  direction: 'inbound',
  ...more,
});
const NO_NUMBERS = { numbers: {} };

describe('a leg', () => {
  test('keeps the moment of its first event, and its highest status', () => {
    const over = legAfter(undefined, event('completed'), AT);
    expect(legAfter(over, event('started'), AT + 5)).toMatchObject({ status: 'completed', at: AT });
  });
});

describe('a call', () => {
  const after = (legs: CallEvent[], last: CallEvent, known?: ReturnType<typeof callAfter>['call']) =>
    callAfter(last, AT + 5, {
      known,
      legs: legs.map((one) => legAfter(undefined, one, AT)),
      ...NO_NUMBERS,
    });

  test('is newly missed once, and keeps the moment of its first event', () => {
    const first = after([event('completed')], event('completed'));
    expect(first).toMatchObject({
      isChanged: true,
      newlyMissed: true,
      call: { missed: true, at: AT + 5, customer: '447700900001' },
    });
    const again = callAfter(event('completed'), AT + 60, {
      known: first.call,
      legs: [legAfter(undefined, event('completed'), AT)],
      ...NO_NUMBERS,
    });
    expect(again).toEqual({ call: first.call, isChanged: false, newlyMissed: false });
  });

  test('is unchanged in whatever order its facts were stored', () => {
    const { call } = after([event('answered')], event('answered'));
    const stored = Object.fromEntries(Object.entries(call).reverse()) as typeof call;
    expect(after([event('answered')], event('answered'), stored).isChanged).toBe(false);
  });

  test('is changed by a longer recording', () => {
    const { call } = after([event('answered')], event('answered'));
    const recording = { url: 'https://api.nexmo.com/v1/files/1', seconds: 4 };
    const told = after([event('answered')], { ...event('answered'), recording }, call);
    expect(told).toMatchObject({ isChanged: true, call: { recording } });
  });
});

test('an event that changes nothing writes its leg and no call', async () => {
  const table = new CallsTable();
  const writes: string[] = [];
  const counted = (records: CallRecords): CallRecords => ({
    ...records,
    putCall: (...call) => {
      writes.push('call');
      return records.putCall(...call);
    },
  });
  const record = (one: CallEvent) =>
    recordEvent(one, AT, counted(table.records(atOnce)), { ...NO_NUMBERS, followUp: true });
  await record(event('completed'));
  await record(event('completed'));
  expect(writes).toEqual(['call']);
});

test('an event that loses every round is to be delivered again', async () => {
  const records = { ...new CallsTable().records(atOnce), putLeg: () => Promise.resolve(false) };
  const recorded = recordEvent(event('started'), AT, records, { ...NO_NUMBERS, followUp: false });
  await expect(recorded).rejects.toThrow(RetryableError);
});

test.each([
  ['completed', true, 1],
  ['completed', false, 0],
  ['answered', true, 0],
] as const)('%s, followed up: %s, is pending: %d', async (status, followUp, pending) => {
  const table = new CallsTable();
  await recordEvent(event(status), AT, table.records(atOnce), { ...NO_NUMBERS, followUp });
  expect(table.pending.size).toBe(pending);
});
