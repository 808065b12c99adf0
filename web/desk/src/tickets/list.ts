import type { Ticket, TicketPage } from '../api.ts';

/** The tickets that are shown, newest activity first, and where the next page begins. */
export interface TicketList {
  tickets: Ticket[];
  cursor?: string | undefined;
}

const precedes = (one: Ticket, other: Ticket): boolean =>
  one.lastMessageAt > other.lastMessageAt ||
  (one.lastMessageAt === other.lastMessageAt && one.number > other.number);

/** The list after its first page was loaded again: later pages stay, without the tickets that moved up or were removed. */
export function withFirstPage(list: TicketList | undefined, page: TicketPage): TicketList {
  const last = page.tickets.at(-1);
  if (page.cursor === undefined || !last || !list) return page;
  const fresh = new Set(page.tickets.map(({ number }) => number));
  const later = list.tickets.filter((ticket) => !fresh.has(ticket.number) && precedes(last, ticket));
  return later.length === 0 ? page : { tickets: [...page.tickets, ...later], cursor: list.cursor };
}

/** The list with its next page. */
export function withNextPage(list: TicketList, page: TicketPage): TicketList {
  const known = new Set(list.tickets.map(({ number }) => number));
  return {
    tickets: [...list.tickets, ...page.tickets.filter(({ number }) => !known.has(number))],
    cursor: page.cursor,
  };
}

/** On a ticket that the list did not have, activity counts from this long before the list's newest, ms: polls overlap with it. */
const TOLERANCE_MS = 60_000;

/** A ticket with activity after `since`, ms since the epoch. */
export interface TicketActivity {
  ticket: Ticket;
  since: number;
  isNew: boolean;
}

/** The tickets with activity that `before` did not have; not those that only a later page brought. */
export function findActivity(before: TicketList, now: Ticket[]): TicketActivity[] {
  const known = new Map(before.tickets.map((ticket) => [ticket.number, ticket]));
  const [newest] = before.tickets;
  const last = before.cursor === undefined ? undefined : before.tickets.at(-1);
  return now.flatMap((ticket): TicketActivity[] => {
    const old = known.get(ticket.number);
    if (old) {
      const { lastMessageAt: since } = old;
      return ticket.lastMessageAt > since ? [{ ticket, since, isNew: false }] : [];
    }
    if (last && precedes(last, ticket)) return [];
    return [{ ticket, since: (newest?.lastMessageAt ?? TOLERANCE_MS) - TOLERANCE_MS, isNew: true }];
  });
}
