import { expect, test } from '@jest/globals';
import { groupByDay, lineId, type Line } from '../../../../../../web/desk/src/thread/lines.ts';

const call = (at: number): Line => ({
  kind: 'call',
  at,
  id: `call-${at}`,
  call: { call: 'leg', conversation: `CON-${at}`, at },
});
const text = (at: number): Line => ({
  kind: 'text',
  at,
  message: {
    id: `m${at}`,
    direction: 'inbound',
    from: '447700900001',
    to: '447700900000',
    text: 'hi',
    at,
    status: 'received',
  },
});

test('lines are grouped by day in the reader’s time zone, in their order', () => {
  const [morning, evening, nextDay] = ['2026-03-01T08:00', '2026-03-01T23:59', '2026-03-02T00:00'].map(
    Date.parse,
  );
  const lines = [text(morning ?? 0), call(evening ?? 0), text(nextDay ?? 0)];
  expect(groupByDay(lines)).toEqual([
    { at: morning, lines: lines.slice(0, 2) },
    { at: nextDay, lines: lines.slice(2) },
  ]);
  expect(groupByDay([])).toEqual([]);
});

test('a line is identified by its message or its call', () => {
  expect([lineId(text(1)), lineId(call(2))]).toEqual(['m1', 'call-2']);
});
