import { useEffect, useRef, useState } from 'react';
import { readThread, readTickets, type Message, type Ticket } from '../api.ts';
import { toProblem, isAbort, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { usePoll } from '../use-poll.ts';
import { findActivity, withFirstPage, withNextPage, type TicketList } from './list.ts';
import { isUnread, kept, parseReadMarkers, withReadMarker, type ReadMarkers } from './read-markers.ts';

/** A list of tickets that is kept up to date. */
export interface LiveTickets {
  list: TicketList | undefined;
  problem: Problem | undefined;
  /** Reads it again at once. */
  refresh: () => void;
  more: () => void;
  loadingMore: boolean;
}

/** @param enabled whether anybody looks at it */
export function useTickets(session: Session, status: Ticket['status'], enabled = true): LiveTickets {
  const [list, setList] = useState<TicketList>();
  const [problem, setProblem] = useState<Problem>();
  const [loadingMore, setLoadingMore] = useState(false);

  const refresh = usePoll(
    async (signal) => {
      try {
        const page = await readTickets(session, { status, signal });
        setList((current) => withFirstPage(current, page));
        setProblem(undefined);
        return true;
      } catch (error) {
        if (!isAbort(error)) setProblem(toProblem(error));
        return false;
      }
    },
    enabled ? status : undefined,
  );

  function more(): void {
    if (list?.cursor === undefined || loadingMore) return;
    setLoadingMore(true);
    readTickets(session, { status, cursor: list.cursor })
      .then((page) => {
        setList((current) => (current ? withNextPage(current, page) : page));
        setProblem(undefined);
      })
      .catch((error: unknown) => setProblem(toProblem(error)))
      .finally(() => setLoadingMore(false));
  }

  return { list, problem, refresh, more, loadingMore };
}

/** Enough texts to find what a customer wrote since the last look; the desk's own answers stand among them. */
const GLANCE = 20;

/** What this agent has not read. */
export interface Unread {
  has(ticket: Ticket): boolean;
  count: number;
  /** The agent looks at the ticket as it was at `at`, ms since the epoch. */
  markRead: (number: number, at: number) => void;
}

/**
 * Which tickets hold something that this agent has not seen, and tells of what comes from customers. A colleague's reply
 * is no news: whether a customer or an agent moved a ticket is looked up in its thread.
 *
 * @param onNews called for each ticket on which a customer wrote or called, once
 */
export function useUnread(
  session: Session,
  list: TicketList | undefined,
  onNews: (ticket: Ticket, isNew: boolean) => void,
): Unread {
  const place = `frontdesk.seen.${session.name}`;
  const [seen, setSeen] = useState<ReadMarkers>(() => parseReadMarkers(localStorage.getItem(place)));
  const before = useRef<TicketList>(undefined);
  const latest = useRef({ onNews, seen });
  useEffect(() => {
    latest.current = { onNews, seen };
  });

  useEffect(() => localStorage.setItem(place, kept(seen)), [place, seen]);

  useEffect(() => {
    if (!list) return;
    const known = before.current;
    before.current = list;
    // What was there when the agent came is shown as unread and makes no noise.
    if (!known) return;
    for (const { ticket, since, isNew } of findActivity(known, list.tickets)) {
      readThread(session, ticket.number, { limit: GLANCE })
        .then(({ messages }) => {
          const wrote = Math.max(...messages.filter(isInbound).map(({ at }) => at), 0);
          if (wrote > since) latest.current.onNews(ticket, isNew);
          // Nothing of the customer's is unread: a colleague was at work.
          const read = latest.current.seen[ticket.number] ?? 0;
          if (wrote <= read)
            setSeen((current) => withReadMarker(current, ticket.number, ticket.lastMessageAt));
        })
        // Not known, it stays unread.
        .catch(() => undefined);
    }
  }, [list, session]);

  const unread = (list?.tickets ?? []).filter((ticket) => isUnread(ticket, seen));
  return {
    has: (ticket) => ticket.status === 'open' && isUnread(ticket, seen),
    count: unread.length,
    markRead: useRef((number: number, at: number) =>
      setSeen((current) => withReadMarker(current, number, at)),
    ).current,
  };
}

const isInbound = ({ direction }: Message): boolean => direction === 'inbound';
