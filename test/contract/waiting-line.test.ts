import { describe, expect, test } from '@jest/globals';
import { isAhead, type WaitingCaller } from '../../desk/calls/routing/queue.ts';
import { implementations } from './implementations.ts';
import { withTables } from './tables.ts';

const tables = withTables();

/** Each test has an hour of its own, so that nobody else stands in its line. */
let hour = 1_800_000_000_000;
const next = (): number => (hour += 3_600_000);

const caller = (call: string, since: number, more: Partial<WaitingCaller> = {}): WaitingCaller => ({
  call,
  since,
  tried: [],
  until: since + 60_000,
  ...more,
});

describe.each(await implementations(tables))('%s', (_where, stores) => {
  const lineAt = (start: number, now = start) => stores.waitingLine().list({ since: start, now });

  test('who stands in line is seen by the next who looks, with the place and who did not take the call', async () => {
    const now = next();
    expect(await lineAt(now)).toEqual([]);
    const ann = caller('CON-1', now, { tried: ['Jane', 'Joe'] });
    await stores.waitingLine().keepPlace(ann);
    expect(await lineAt(now)).toEqual([ann]);
  });

  test('thirty callers at once: each has one place, and all see the same order', async () => {
    const now = next();
    // Ten moments, three callers in each.
    const callers = Array.from({ length: 30 }, (_, index) => caller(`CON-${index}`, now + (index % 10)));
    await Promise.all(callers.map((one) => stores.waitingLine().keepPlace(one)));
    const places = await Promise.all(
      callers.map(async (me) => (await lineAt(now, now + 10)).filter((other) => isAhead(other, me)).length),
    );
    expect(places.toSorted((one, other) => one - other)).toEqual(callers.map((_, index) => index));
    const list = await lineAt(now, now + 10);
    expect(list.map(({ since }) => since)).toEqual(list.map(({ since }) => since).toSorted());
  });

  test('turns of one caller, doubled and at once, are one place', async () => {
    const now = next();
    await Promise.all(
      Array.from({ length: 30 }, () =>
        stores.waitingLine().keepPlace(caller('CON-1', now, { tried: ['Jane'] })),
      ),
    );
    expect(await lineAt(now)).toEqual([caller('CON-1', now, { tried: ['Jane'] })]);
    const later = caller('CON-1', now, { until: now + 90_000 });
    await stores.waitingLine().keepPlace(later);
    expect(await lineAt(now, now + 60_000)).toEqual([later]);
  });

  test('who leaves, or says nothing for long enough, stands before nobody', async () => {
    const now = next();
    await stores.waitingLine().keepPlace(caller('CON-1', now));
    await stores.waitingLine().keepPlace(caller('CON-2', now, { until: now + 20_000 }));
    expect((await lineAt(now, now + 19_999)).map(({ call }) => call)).toEqual(['CON-1', 'CON-2']);
    expect((await lineAt(now, now + 20_000)).map(({ call }) => call)).toEqual(['CON-1']);
    await stores.waitingLine().keepPlace(caller('CON-1', now, { until: 0 }));
    expect(await lineAt(now)).toEqual([caller('CON-2', now, { until: now + 20_000 })]);
  });

  test('who came before the time that is asked for, or comes after it, is not seen; at its ends they are', async () => {
    const now = next();
    for (const since of [now - 1, now, now + 5, now + 6])
      await stores.waitingLine().keepPlace(caller(`CON-${since}`, since));
    expect((await lineAt(now, now + 5)).map(({ since }) => since)).toEqual([now, now + 5]);
  });

  test('patience that began before the clock did asks for no negative time', async () => {
    const [first] = await stores.waitingLine().list({ since: -1, now: 5 });
    expect(first).toBeUndefined();
    await stores.waitingLine().keepPlace(caller('CON-old', 3));
    expect(await stores.waitingLine().list({ since: -120_000, now: 5 })).toEqual([caller('CON-old', 3)]);
  });
});

test('calls, their legs and events beside it in the table stand in no line', async () => {
  const { waitingLine } = await import('../../edge/aws/dynamodb/waiting-line.ts');
  const now = next();
  await tables.put('Calls', { call: 'CON-1', item: `${now}#CON-1`, since: now, tried: [], until: now + 1 });
  await waitingLine().keepPlace(caller('with#a#hash', now));
  expect(await waitingLine().list({ since: now, now })).toEqual([caller('with#a#hash', now)]);
});
