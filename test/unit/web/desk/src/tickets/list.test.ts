import { describe, expect, test } from '@jest/globals';
import type { Ticket } from '../../../../../../web/desk/src/api.ts';
import { findActivity, withFirstPage, withNextPage } from '../../../../../../web/desk/src/tickets/list.ts';
import {
  isUnread,
  serializeReadMarkers,
  parseReadMarkers,
  withReadMarker,
} from '../../../../../../web/desk/src/tickets/read-markers.ts';

const T = 1_800_000_000_000;
const ticket = (number: number, lastMessageAt: number): Ticket => ({
  number,
  customer: '447700900001',
  status: 'open',
  openedAt: lastMessageAt,
  lastMessageAt: T + lastMessageAt,
});
const numbers = ({ tickets }: { tickets: Ticket[] }) => tickets.map(({ number }) => number);

describe('the list', () => {
  const twoPages = withNextPage(
    { tickets: [ticket(5, 50), ticket(4, 40)], cursor: 'after 4' },
    { tickets: [ticket(3, 30), ticket(2, 20)], cursor: 'after 2' },
  );

  test('goes on where its page ended', () => {
    expect(numbers(twoPages)).toEqual([5, 4, 3, 2]);
    expect(twoPages.cursor).toBe('after 2');
  });

  test('keeps what stands below a first page that is read again', () => {
    const next = withFirstPage(twoPages, { tickets: [ticket(6, 60), ticket(5, 50)], cursor: 'after 5' });
    expect(numbers(next)).toEqual([6, 5, 4, 3, 2]);
    expect(next.cursor).toBe('after 2');
  });

  test('shows a ticket that came up only where it is now', () => {
    const next = withFirstPage(twoPages, { tickets: [ticket(2, 70), ticket(5, 50)], cursor: 'after 5' });
    expect(numbers(next)).toEqual([2, 5, 4, 3]);
  });

  test('loses a ticket that is gone from the reach of the first page', () => {
    const next = withFirstPage(twoPages, { tickets: [ticket(4, 40), ticket(3, 30)], cursor: 'after 3' });
    expect(numbers(next)).toEqual([4, 3, 2]);
  });

  test('is only its first page when that is all there is', () => {
    expect(numbers(withFirstPage(twoPages, { tickets: [ticket(5, 50)] }))).toEqual([5]);
  });

  test('takes two tickets of the same moment by number, as the desk does', () => {
    const list = { tickets: [ticket(9, 50), ticket(8, 50), ticket(7, 50)], cursor: 'x' };
    const next = withFirstPage(list, { tickets: [ticket(9, 50), ticket(8, 50)], cursor: 'after 8' });
    expect(numbers(next)).toEqual([9, 8, 7]);
  });
});

describe('what moved', () => {
  const before = { tickets: [ticket(5, 50_000), ticket(4, 40_000)], cursor: 'after 4' };

  test('is a ticket with a later activity, since the one that was known', () => {
    expect(findActivity(before, [ticket(4, 60_000), ticket(5, 50_000)])).toEqual([
      { ticket: ticket(4, 60_000), since: T + 40_000, isNew: false },
    ]);
  });

  test('is a new ticket, and not one that a further page brought', () => {
    const found = findActivity(before, [
      ticket(6, 61_000),
      ticket(5, 50_000),
      ticket(4, 40_000),
      ticket(3, 30_000),
    ]);
    expect(found.map(({ ticket: { number }, isNew }) => [number, isNew])).toEqual([[6, true]]);
  });

  test('is any new ticket where the list was whole, also the first of all', () => {
    expect(findActivity({ tickets: [] }, [ticket(1, 0)])).toMatchObject([{ isNew: true, since: 0 }]);
  });

  test('is no news of long ago in a ticket that was opened again', () => {
    const [found] = findActivity(before, [ticket(2, 90_000)]);
    expect(found?.since).toBeGreaterThan(T - 60_000);
  });
});

describe('what an agent has seen', () => {
  test('is unread until seen, and again after a later activity', () => {
    const one = ticket(7, 10);
    expect(isUnread(one, {})).toBe(true);
    const seen = withReadMarker({}, 7, one.lastMessageAt);
    expect(isUnread(one, seen)).toBe(false);
    expect(isUnread(ticket(7, 11), seen)).toBe(true);
    expect(withReadMarker(seen, 7, one.lastMessageAt - 5)).toBe(seen);
  });

  test('is kept as numbers of tickets and times, and read back', () => {
    const seen = { 7: T, 8: T + 1 };
    expect(parseReadMarkers(serializeReadMarkers(seen))).toEqual(seen);
    expect(serializeReadMarkers(seen)).toMatch(/^[{}":,\d]+$/);
  });

  test.each([null, '', 'nonsense', '[]', '{"a":1}', '{"1":"x"}', '"x"', '{"__proto__":{}}'])(
    'is nothing when the browser kept %p',
    (written) => {
      expect(parseReadMarkers(written)).toEqual({});
    },
  );

  test('does not grow for ever', () => {
    const many = Object.fromEntries(Array.from({ length: 3_000 }, (_, place) => [place + 1, T + place]));
    const after = parseReadMarkers(serializeReadMarkers(many));
    expect(Object.keys(after)).toHaveLength(1_000);
    expect(after[3_000]).toBe(T + 2_999);
  });
});
