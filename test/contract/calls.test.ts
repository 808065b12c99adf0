import { expect, test } from '@jest/globals';
import type { CallEvent } from '../../desk/calls/events.ts';
import { withTables } from './tables.ts';

withTables();
const { callStore } = await import('../../edge/dynamodb/calls.ts');

const DAY_MS = 86_400_000;
const NOW = Date.now();
const CUSTOMER = '447700900055';
type Call = Record<string, unknown>;

const event = (
  call: string,
  status: NonNullable<CallEvent['status']>,
  more: Partial<CallEvent> = {},
): CallEvent => ({
  id: `${call}-${status}`,
  call,
  conversation: `CON-${call}`,
  kind: 'status',
  status,
  from: CUSTOMER,
  to: '447700900000',
  direction: 'inbound',
  timestamp: new Date(NOW).toISOString(),
  ...more,
});

test('events of one leg that come at once, twice and out of order make one leg of the highest status', async () => {
  const store = callStore();
  const statuses = ['completed', 'answered', 'started', 'ringing'] as const;
  const events = [...statuses, ...statuses].map((status) =>
    event('leg-1', status, status === 'completed' ? { duration: '12' } : {}),
  );
  await Promise.all(events.map((one) => store.record(one, NOW)));
  const legs = (await store.list(100)) as Call[];
  expect(legs.filter(({ call }) => call === 'leg-1')).toEqual([
    expect.objectContaining({ call: 'leg-1', status: 'completed', duration: '12', from: CUSTOMER }),
  ]);
});

test('the newest calls are listed first, no more than asked for', async () => {
  const store = callStore();
  const later = NOW + DAY_MS;
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => store.record(event(`late-${index}`, 'started'), later + index)),
  );
  const found = ((await store.list(5)) as Call[]).map(({ call }) => call);
  expect(found).toEqual([11, 10, 9, 8, 7].map((index) => `late-${index}`));
});

test('a customer’s calls are found by the phone, whichever side called, within a time, oldest first', async () => {
  const store = callStore(400);
  const customer = '447700900066';
  const at = NOW - 10_000;
  await store.record(event('came', 'answered', { from: customer }), at);
  await store.record(
    event('went', 'answered', { from: '447700900000', to: customer, direction: 'outbound' }),
    at + 5,
  );
  await store.record(event('before', 'answered', { from: customer }), at - 1);
  await store.record(event('after', 'answered', { from: customer }), at + 6);
  await store.record(event('expired', 'answered', { from: customer }), NOW - 401 * DAY_MS);
  const found = (await store.ofCustomer(customer, { from: at, to: at + 5 }, 10)) as Call[];
  expect(found.map(({ call }) => call)).toEqual(['came', 'went']);
  const [latest] = (await store.ofCustomer(customer, { from: 0, to: NOW }, 1)) as Call[];
  expect(latest?.['call']).toBe('after');
  const all = (await store.ofCustomer(customer, { from: 0, to: NOW }, 10)) as Call[];
  expect(all.map(({ call }) => call)).not.toContain('expired');
});

test('a call without a phone, and an event without a status or a conversation, are kept too', async () => {
  const store = callStore();
  const { conversation: _none, status: _no, ...bare } = event('bare', 'started');
  for (let time = 0; time < 2; time += 1) await store.record({ ...bare, kind: 'record', id: 'r-1' }, NOW);
  await store.record(event('app', 'started', { from: 'Jane', to: 'Joe' }), NOW);
  const legs = ((await store.list(100)) as Call[]).map(({ call }) => call);
  expect(legs.filter((call) => call === 'bare')).toHaveLength(1);
  expect(legs).toContain('app');
});
