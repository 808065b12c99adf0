import { useEffect, useRef, useState } from 'react';
import { readThread, type Message, type Ticket } from '../api.ts';
import type { Session } from '../session.ts';
import { findActivity, type TicketList } from './list.ts';
import {
  isUnread,
  parseReadMarkers,
  serializeReadMarkers,
  withReadMarker,
  type ReadMarkers,
} from './read-markers.ts';

/** How many of a thread's newest messages are searched for the customer's; automatic texts are among them. */
const NEWEST_MESSAGES = 20;

/** What this agent has not read. */
export interface Unread {
  has(ticket: Ticket): boolean;
  count: number;
  /** @param at up to when the ticket is read, ms since the epoch */
  markRead: (number: number, at: number) => void;
}

/**
 * Which tickets this agent has not read, and calls back when a customer writes or calls. The list does not say who caused
 * a ticket's activity, so its thread is read; a colleague's reply counts as read.
 *
 * @param onCustomerActivity called once for each activity of a customer
 */
export function useUnread(
  session: Session,
  list: TicketList | undefined,
  onCustomerActivity: (ticket: Ticket, isNew: boolean) => void,
): Unread {
  const [markers, setMarkers] = useStoredMarkers(session.name);
  const previous = useRef<TicketList>(undefined);
  const latest = useRef({ onCustomerActivity, markers });
  useEffect(() => {
    latest.current = { onCustomerActivity, markers };
  });
  const markRead = useRef((number: number, at: number) =>
    setMarkers((current) => withReadMarker(current, number, at)),
  ).current;

  useEffect(() => {
    if (!list) return;
    const known = previous.current;
    previous.current = list;
    // The first list shows what is unread without an alert.
    if (!known) return;
    for (const { ticket, since, isNew } of findActivity(known, list.tickets)) {
      readThread(session, ticket.number, { limit: NEWEST_MESSAGES })
        .then(({ messages }) => {
          const wroteAt = lastInboundAt(messages);
          if (wroteAt > since) latest.current.onCustomerActivity(ticket, isNew);
          const readUpTo = latest.current.markers[ticket.number] ?? 0;
          if (wroteAt <= readUpTo) markRead(ticket.number, ticket.lastMessageAt);
        })
        // The ticket stays unread.
        .catch(() => undefined);
    }
  }, [list, session, markRead]);

  return {
    has: (ticket) => ticket.status === 'open' && isUnread(ticket, markers),
    count: (list?.tickets ?? []).filter((ticket) => isUnread(ticket, markers)).length,
    markRead,
  };
}

const lastInboundAt = (messages: Message[]): number =>
  Math.max(...messages.filter(({ direction }) => direction === 'inbound').map(({ at }) => at), 0);

/** The agent's read markers, stored in the browser by the agent's name. */
function useStoredMarkers(agent: string) {
  const key = `frontdesk.seen.${agent}`;
  const state = useState<ReadMarkers>(() => parseReadMarkers(localStorage.getItem(key)));
  const [markers] = state;
  useEffect(() => localStorage.setItem(key, serializeReadMarkers(markers)), [key, markers]);
  return state;
}
