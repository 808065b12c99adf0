import { describe, expect, test } from '@jest/globals';
import { layOut, STEP_HEIGHT } from '../../../../../../web/console/src/diagram/layout.ts';
import { createReadMarker } from '../../../../../../web/console/src/live/read-exchanges.ts';
import { withBatch } from '../../../../../../web/console/src/live/entry-buffer.ts';
import type { Entry } from '../../../../../../web/console/src/live/shapes.ts';
import { exchangesOf } from '../../../../../../web/console/src/timeline/exchanges.ts';
import { applyFilter, lanesOf, NO_FILTER } from '../../../../../../web/console/src/timeline/filter.ts';
import { formatValue } from '../../../../../../web/console/src/timeline/format-value.ts';
import { visibleRows, scrollTopShowing } from '../../../../../../web/console/src/timeline/visible-rows.ts';

const entry = (id: number, more: Partial<Entry> = {}): Entry => ({
  id,
  at: 1_000 + id,
  kind: 'webhook',
  from: 'Vonage',
  to: 'API',
  title: `entry ${id}`,
  tone: 'plain',
  ...more,
});
const ids = (entries: readonly Entry[]): number[] => entries.map(({ id }) => id);

describe('the entries that the page keeps', () => {
  test('are in order, and the oldest make room', () => {
    const first = withBatch([], [entry(1), entry(2)], 3);
    expect(ids(withBatch(first, [entry(3), entry(4)], 3))).toEqual([2, 3, 4]);
  });

  test('are not there twice when a stream begins again with what is known', () => {
    const known = withBatch([], [entry(1), entry(2)]);
    expect(ids(withBatch(known, [entry(1), entry(2), entry(3)]))).toEqual([1, 2, 3]);
    expect(withBatch(known, [entry(2)])).toBe(known);
  });
});

describe('look-ups', () => {
  const mark = createReadMarker();
  const batch = [
    entry(1, { kind: 'request', from: 'app', to: 'API', title: 'GET /api/tickets', exchange: 'read' }),
    entry(2, { kind: 'dynamodb', from: 'tickets', to: 'Tickets', exchange: 'read' }),
    entry(3, { kind: 'request', from: 'app', to: 'API', title: 'POST /api/jwt', exchange: 'write' }),
    entry(4, { exchange: 'text', title: 'GET /support' }),
    entry(5, { from: 'API', to: 'app', kind: 'response', tone: 'bad', exchange: 'read' }),
  ].map(mark);

  test('are hidden unless they are wanted or went wrong', () => {
    expect(ids(applyFilter(batch, NO_FILTER))).toEqual([3, 4, 5]);
    expect(ids(applyFilter(batch, { ...NO_FILTER, reads: true }))).toEqual([1, 2, 3, 4, 5]);
    expect(ids(applyFilter(batch, { ...NO_FILTER, exchange: 'read' }))).toEqual([1, 2, 5]);
  });

  test('make room before anything else does', () => {
    const reads = Array.from({ length: 1_500 }, (_, index) => entry(index + 2, { isRead: true }));
    const kept = withBatch([entry(1)], [...reads, entry(2_000)], 1_100);
    expect(ids(kept)).toContain(1);
    expect(kept).toHaveLength(1_100);
    expect(ids(kept)).toContain(2_000);
  });
});

describe('what a filter lets through', () => {
  const entries = [
    entry(1, { kind: 'text', from: 'phone 447700900001', to: 'Vonage', exchange: 'a' }),
    entry(2, { exchange: 'a', note: 'attempt 2' }),
    entry(3, { kind: 'dynamodb', from: 'inbound-sms', to: 'Tickets', exchange: 'b' }),
  ];
  test.each([
    [{}, [1, 2, 3]],
    [{ kinds: ['text', 'dynamodb'] }, [1, 3]],
    [{ lane: 'Vonage' }, [1, 2]],
    [{ exchange: 'b' }, [3]],
    [{ text: '0001 VONAGE' }, [1]],
    [{ text: 'attempt' }, [2]],
    [{ text: 'tickets', lane: 'Vonage' }, []],
  ])('%j', (wanted, expected) => {
    expect(ids(applyFilter(entries, { ...NO_FILTER, ...wanted }))).toEqual(expected);
  });

  test('lanes and exchanges to choose from are those that are there', () => {
    expect(lanesOf(entries)).toEqual(['API', 'Tickets', 'Vonage', 'inbound-sms', 'phone 447700900001']);
    expect(exchangesOf(entries).map(({ id }) => id)).toEqual(['b', 'a']);
  });
});

describe('the rows that are drawn', () => {
  test('of ten thousand are few, and cover what is in sight', () => {
    const { first, end } = visibleRows({ count: 10_000, rowHeight: 50, top: 250_025, height: 800 });
    expect(first).toBeLessThanOrEqual(5_000);
    expect(end).toBeGreaterThanOrEqual(5_017);
    expect(end - first).toBeLessThan(60);
  });

  test('never reach beyond the list', () => {
    expect(visibleRows({ count: 3, rowHeight: 50, top: 0, height: 800 })).toEqual({ first: 0, end: 3 });
    // Scrolled far down when a filter shortens the list.
    expect(visibleRows({ count: 3, rowHeight: 50, top: 90_000, height: 800 })).toEqual({ first: 3, end: 3 });
  });

  test('a row out of sight is scrolled to, one in sight is left where it is', () => {
    const view = { rowHeight: 50, top: 100, height: 200 };
    expect([scrollTopShowing(0, view), scrollTopShowing(3, view), scrollTopShowing(9, view)]).toEqual([
      0, 100, 300,
    ]);
  });
});

describe("an exchange's diagram", () => {
  const entries = [
    entry(1, { from: 'phone 447700900001', to: 'Vonage' }),
    entry(2, { from: 'Vonage', to: 'API' }),
    entry(3, { from: 'API', to: 'inbound-sms' }),
    entry(4, { from: 'inbound-sms', to: 'Tickets' }),
    entry(5, { from: 'inbound-sms', to: 'inbound-sms' }),
    entry(6, { from: 'inbound-sms', to: 'Vonage' }),
  ];
  const { lanes, steps, width, height } = layOut(entries);

  test('has its lanes from the phone to the table, each once', () => {
    expect(lanes.map(({ name }) => name)).toEqual([
      'phone 447700900001',
      'Vonage',
      'API',
      'inbound-sms',
      'Tickets',
    ]);
    for (const { x } of lanes) expect(x).toBeLessThan(width);
  });

  test('goes downwards in order, with arrows from lane to lane and notes beside one', () => {
    expect(steps.map(({ y }) => y)).toEqual(entries.map((_, index) => (index + 1) * STEP_HEIGHT));
    expect(steps.map(({ isSelf }) => isSelf)).toEqual([false, false, false, false, true, false]);
    expect(Math.sign((steps[0]?.x2 ?? 0) - (steps[0]?.x1 ?? 0))).toBe(1);
    expect(Math.sign((steps[5]?.x2 ?? 0) - (steps[5]?.x1 ?? 0))).toBe(-1);
    expect(steps.at(-1)?.y).toBeLessThan(height);
    expect(steps.at(-1)?.since).toBe(5);
  });

  test('of nothing is nothing', () => {
    expect(layOut([]).steps).toEqual([]);
  });
});

describe('a part of an entry, whole', () => {
  test('JSON inside a text is laid out, however deep', () => {
    const { text } = formatValue({ body: '{"text":"{\\"a\\":1}"}' });
    expect(JSON.parse(text)).toEqual({ body: { text: { a: 1 } } });
  });

  test('anything else stands as it came', () => {
    expect(formatValue('msisdn=447700900001&text=<b>hi</b>').text).toBe('msisdn=447700900001&text=<b>hi</b>');
    expect(formatValue('[not json').text).toBe('[not json');
    expect(formatValue(200)).toEqual({ text: '200', isLong: false });
  });
});
