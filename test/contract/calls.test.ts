import { describe, expect, test } from '@jest/globals';
import type { CallEvent } from '../../desk/calls/call-event.ts';
import { legAfter } from '../../desk/calls/record-event.ts';
import { DEFAULT_SETTINGS } from '../../desk/settings.ts';
import { implementations } from './implementations.ts';
import { winners, withTables } from './tables.ts';

const tables = withTables();
const { callLog } = await import('../../edge/aws/dynamodb/calls.ts');

const DAY_MS = 86_400_000;
const NOW = Date.now();
const CUSTOMER = '447700900055';
const SUPPORT = '447700900000';

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

test('events of one leg that come at once, twice and out of order make one call of the highest status', async () => {
  const store = callLog();
  const statuses = ['completed', 'answered', 'started', 'ringing'] as const;
  const events = [...statuses, ...statuses].map((status) =>
    event('leg-1', status, status === 'completed' ? { duration: '12' } : {}),
  );
  await Promise.all(events.map((one) => store.record(one, NOW)));
  const legs = await store.list(100);
  expect(legs.filter(({ call }) => call === 'leg-1')).toEqual([
    expect.objectContaining({ call: 'leg-1', status: 'completed', duration: '12', from: CUSTOMER }),
  ]);
});

test('the newest calls are listed first, no more than asked for', async () => {
  const store = callLog();
  const later = NOW + DAY_MS;
  await Promise.all(
    Array.from({ length: 12 }, (_, index) => store.record(event(`late-${index}`, 'started'), later + index)),
  );
  const found = (await store.list(5)).map(({ call }) => call);
  expect(found).toEqual([11, 10, 9, 8, 7].map((index) => `late-${index}`));
});

test('a customer’s calls are found by the phone, whichever side called, within a time, oldest first', async () => {
  const store = callLog();
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
  const found = await store.ofCustomer(customer, { from: at, to: at + 5 }, 10);
  expect(found.map(({ call }) => call)).toEqual(['came', 'went']);
  const [latest] = await store.ofCustomer(customer, { from: 0, to: NOW }, 1);
  expect(latest?.call).toBe('after');
  const all = await store.ofCustomer(customer, { from: 0, to: NOW }, 10);
  expect(all.map(({ call }) => call)).not.toContain('expired');
});

test('a call without a phone, and an event without a status or a conversation, are kept too', async () => {
  const store = callLog();
  const { conversation: _none, status: _no, ...bare } = event('bare', 'started');
  for (let time = 0; time < 2; time += 1) await store.record({ ...bare, kind: 'record', id: 'r-1' }, NOW);
  await store.record(event('app', 'started', { from: 'Jane', to: 'Joe' }), NOW);
  const legs = (await store.list(100)).map(({ call }) => call);
  expect(legs.filter((call) => call === 'bare')).toHaveLength(1);
  expect(legs).toContain('app');
});

test('the two legs of a call, at once and twice, make one call that its customer’s leg tells', async () => {
  const store = callLog({ ...DEFAULT_SETTINGS, numbers: { [SUPPORT]: { uses: ['voice'] } } });
  const conversation = 'CON-two';
  const told = (call: string, more: Partial<CallEvent>) =>
    (['started', 'answered', 'completed'] as const).map((status) =>
      event(call, status, { conversation, ...(status === 'completed' && { duration: '9' }), ...more }),
    );
  const events = [
    ...told('two-caller', { from: '447700900088' }),
    ...told('two-agent', { from: '447700900088', to: 'Jane', direction: 'outbound' }),
  ];
  await Promise.all([...events, ...events].map((one) => store.record(one, NOW)));
  const call = await store.find(conversation);
  expect(call).toMatchObject({
    call: 'two-caller',
    conversation,
    customer: '447700900088',
    status: 'completed',
    duration: '9',
  });
  expect((await store.list(100)).filter((one) => one.conversation === conversation)).toEqual([call]);
  expect(await store.ofCustomer('447700900088', { from: 0, to: NOW }, 10)).toEqual([call]);
});

test('who missed a call hears so once; a recording is kept, and an expired call is gone', async () => {
  const store = callLog();
  const recording = { url: 'https://api.nexmo.com/v1/files/1', uuid: 'r-1', seconds: 7 };
  const { status: _none, ...bare } = event('missed', 'started');
  const tellings: [CallEvent, boolean][] = [
    [event('missed', 'started'), false],
    [event('missed', 'completed'), true],
    [event('missed', 'completed'), false],
    [{ ...bare, call: 'CON-missed', id: 'r-1', kind: 'record', recording }, false],
  ];
  for (const [one, expected] of tellings) {
    expect((await store.record(one, NOW)).newlyMissed).toBe(expected);
  }
  expect(await store.find('CON-missed')).toMatchObject({ missed: true, recording, customer: CUSTOMER });
  expect(await store.find('CON-never')).toBeUndefined();
  await store.record(event('old', 'completed'), NOW - 401 * DAY_MS);
  expect(await store.find('CON-old')).toBeUndefined();
});

test('legs that were listed before calls were are in nobody’s way', async () => {
  const store = callLog();
  const at = NOW + 10 * DAY_MS;
  const old = { call: 'CON-old-leg', item: 'leg#1', leg: '1', board: 'call#0', customer: '447700900044', at };
  await tables.put('Calls', { ...old, seen: {}, version: 1 });
  await store.record(event('new', 'started', { from: '447700900044' }), at);
  const names = (calls: { call: string }[]) => calls.map(({ call }) => call);
  expect(names(await store.list(5))[0]).toBe('new');
  expect(names(await store.ofCustomer('447700900044', { from: at, to: at }, 5))).toEqual(['new']);
});

describe.each(await implementations(tables))('%s', (_where, stores) => {
  test('of recordings that come at once a message keeps the longest; without a message nothing is kept', async () => {
    const inbound = stores.inbound();
    const voicemails = stores.voicemails();
    const recordings = [3, 9, 9, 0, 5].map((seconds, index) => ({
      url: `https://api.nexmo.com/v1/files/${index}`,
      seconds,
    }));
    await Promise.all(recordings.map((one) => voicemails.keep('call-CON-v', one)));
    expect(await inbound.find('call-CON-v')).toBeUndefined();
    await inbound.putIfAbsent({
      id: 'call-CON-v',
      direction: 'inbound',
      customer: CUSTOMER,
      businessNumber: SUPPORT,
      text: '',
      at: NOW,
      status: 'received',
      call: 'CON-v',
    });
    await Promise.all([...recordings, ...recordings].map((one) => voicemails.keep('call-CON-v', one)));
    expect(await inbound.find('call-CON-v')).toMatchObject({ call: 'CON-v', recording: recordings[2] });
  });

  test('a last event is pending from its first write until it is settled, and not again', async () => {
    const events = stores.events();
    const recording = { url: 'https://api.nexmo.com/v1/files/1', seconds: 12 };
    const told = [
      event('leg-last', 'completed', { duration: '12', network: null, body: '{}' }),
      event('leg-last', 'started'),
      {
        id: 'rec-last',
        call: 'CON-leg-last',
        conversation: 'CON-leg-last',
        kind: 'record',
        recording,
      } as const,
    ];
    for (const one of told) await events.record(one, NOW);
    const mine = async (at: number): Promise<string[]> =>
      (await events.due(at, 1_000))
        .filter(({ conversation }) => conversation === 'CON-leg-last')
        .map(({ id }) => id)
        .toSorted();
    expect(await mine(NOW + 59_000)).toEqual([]);
    expect(await mine(NOW + 60_000)).toEqual(['leg-last-completed', 'rec-last']);
    const key = { conversation: 'CON-leg-last', id: 'leg-last-completed' };
    expect(await events.pending(key)).toEqual({ event: told[0], at: NOW });
    expect(await events.pending({ ...key, id: 'rec-last' })).toEqual({ event: told[2], at: NOW });

    await events.postpone(key, NOW + 120_000);
    expect(await mine(NOW + 60_000)).toEqual(['rec-last']);
    await events.settle(key);
    for (const one of told) await events.record(one, NOW + 1_000);
    expect(await mine(NOW + DAY_MS)).toEqual(['rec-last']);
    expect(await events.pending(key)).toBeUndefined();
    // What is gone does not come back.
    await events.postpone({ ...key, id: 'never' }, NOW);
    expect(await events.pending({ ...key, id: 'never' })).toBeUndefined();
    expect(await mine(NOW + DAY_MS)).toEqual(['rec-last']);
  });

  test('an event is stored once, as it was first', async () => {
    const [records, events] = [stores.callRecords(), stores.events()];
    const key = { conversation: 'CON-once', id: 'once' };
    const first = event('once', 'completed', { id: 'once' });
    await records.putEvent(key, first, NOW, NOW + 60_000);
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        records.putEvent(key, { ...first, duration: String(index) }, NOW + index, NOW),
      ),
    );
    expect(await events.pending(key)).toEqual({ event: first, at: NOW });
    // The same id in another conversation is another event.
    expect(await events.pending({ ...key, conversation: 'CON-other' })).toBeUndefined();
  });

  test('a leg, and a call, are replaced by one of fifty who read the same version', async () => {
    const records = stores.callRecords();
    const leg = (at: number) => legAfter(undefined, event('race', 'ringing'), at);
    const written = (seen: number | undefined) =>
      winners(50, (index) => records.putLeg('CON-race', leg(NOW + index), { at: NOW, seen }));
    expect(await records.leg('CON-race', 'race')).toBeUndefined();
    expect(await written(undefined)).toBe(1);
    const read = await records.leg('CON-race', 'race');
    expect(read?.value).toMatchObject({ call: 'race', status: 'ringing', from: CUSTOMER });
    expect(await written(read?.version)).toBe(1);
    expect(await written(read?.version)).toBe(0);
    expect(await written(undefined)).toBe(0);
    expect(await records.legs('CON-race')).toHaveLength(1);
    expect(await records.legs('CON-rac')).toEqual([]);

    const call = { call: 'race', conversation: 'CON-race', customer: CUSTOMER, at: NOW };
    const put = (seen: number | undefined) =>
      winners(20, (index) => records.putCall({ ...call, at: NOW + index }, { at: NOW, seen }));
    expect(await put(undefined)).toBe(1);
    const stands = await records.call('CON-race');
    expect(await put(stands?.version)).toBe(1);
    expect(await put(stands?.version)).toBe(0);
  });

  test('the legs of a call, at once and twice, make one call, whose end is told once', async () => {
    const told = (['started', 'answered', 'completed'] as const).map((status) => event('both', status));
    const events = stores.events({ ...DEFAULT_SETTINGS, numbers: { [SUPPORT]: { uses: ['voice'] } } });
    const recorded = await Promise.all([...told, ...told].map((one) => events.record(one, NOW)));
    expect(recorded.filter(({ newlyMissed }) => newlyMissed)).toHaveLength(1);
    expect((await stores.callRecords().call('CON-both'))?.value).toMatchObject({
      call: 'both',
      status: 'completed',
      customer: CUSTOMER,
      missed: true,
      at: NOW,
    });
  });
});
