import type { Ticket, TicketPage } from '../api.ts';

/** The tickets that are shown, newest activity first, and where the next page begins. */
export interface TicketList {
  tickets: Ticket[];
  cursor?: string | undefined;
}

const precedes = (one: Ticket, other: Ticket): boolean =>
  one.lastMessageAt > other.lastMessageAt ||
  (one.lastMessageAt === other.lastMessageAt && one.number > other.number);

/** The list after its first page was read again: what stands further down stays, unless it came up or went away. */
export function withFirstPage(list: TicketList | undefined, page: TicketPage): TicketList {
  const last = page.tickets.at(-1);
  if (page.cursor === undefined || !last || !list) return page;
  const fresh = new Set(page.tickets.map(({ number }) => number));
  const below = list.tickets.filter((ticket) => !fresh.has(ticket.number) && precedes(last, ticket));
  return below.length === 0 ? page : { tickets: [...page.tickets, ...below], cursor: list.cursor };
}

/** The list with the page that its cursor led to. */
export function withNextPage(list: TicketList, page: TicketPage): TicketList {
  const known = new Set(list.tickets.map(({ number }) => number));
  return {
    tickets: [...list.tickets, ...page.tickets.filter(({ number }) => !known.has(number))],
    cursor: page.cursor,
  };
}

/** Polls overlap with what happens: an unknown ticket is news only if something came this recently, ms. */
const SLACK_MS = 60_000;

/** A ticket on which something happened, and since when that is news, ms since the epoch. */
export interface TicketActivity {
  ticket: Ticket;
  since: number;
  isNew: boolean;
}

/** The tickets on which something happened since `before`; not those that only a further page brought. */
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
    return [{ ticket, since: (newest?.lastMessageAt ?? SLACK_MS) - SLACK_MS, isNew: true }];
  });
}
