import type { KeyboardEvent, RefObject } from 'react';
import type { Ticket } from '../api.ts';
import { formatNumber } from '../phone-number.ts';
import { ticketHash } from '../route.ts';
import { useSpeech } from '../words/index.ts';
import type { Unread } from './use-unread.ts';

interface TicketRowsProps {
  tickets: Ticket[];
  unread: Unread;
  current: number | undefined;
  links: RefObject<HTMLUListElement | null>;
}

/** The tickets as links: one tab stop, the arrow keys move within. */
export function TicketRows({ tickets, unread, current, links }: TicketRowsProps) {
  const tabStop = tickets.some(({ number }) => number === current) ? current : tickets[0]?.number;
  return (
    <ul ref={links} className="rows" onKeyDown={moveFocus}>
      {tickets.map((ticket) => (
        <li key={ticket.number}>
          <TicketLink
            ticket={ticket}
            isUnread={unread.has(ticket)}
            isCurrent={ticket.number === current}
            isTabStop={ticket.number === tabStop}
          />
        </li>
      ))}
    </ul>
  );
}

function moveFocus(event: KeyboardEvent<HTMLUListElement>): void {
  const links = [...event.currentTarget.querySelectorAll('a')];
  const index = links.findIndex((link) => link === document.activeElement);
  const next = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  links[next]?.focus();
}

interface TicketLinkProps {
  ticket: Ticket;
  isUnread: boolean;
  isCurrent: boolean;
  isTabStop: boolean;
}

function TicketLink({ ticket, isUnread, isCurrent, isTabStop }: TicketLinkProps) {
  const { words, times } = useSpeech();
  const { number, customer, lastMessageAt, maybeOptOut } = ticket;
  return (
    <a
      href={ticketHash(number)}
      className={isUnread ? 'row unread' : 'row'}
      aria-current={isCurrent ? 'page' : undefined}
      tabIndex={isTabStop ? 0 : -1}
    >
      <span className="customer">{formatNumber(customer)}</span>
      <time dateTime={new Date(lastMessageAt).toISOString()} title={times.whole(lastMessageAt)}>
        {times.short(lastMessageAt, Date.now())}
      </time>
      <span className="hint">{words.list.ticket(number)}</span>
      {maybeOptOut && <span className="badge opt-out-mark">{words.optOut.badge}</span>}
      {isUnread && (
        <span className="dot">
          <span className="only-read">{words.list.unread}</span>
        </span>
      )}
    </a>
  );
}
