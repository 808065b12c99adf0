import { useRef, type KeyboardEvent, type RefObject } from 'react';
import type { Ticket } from '../api.ts';
import { formatNumber } from '../phone-number.ts';
import { ticketHash } from '../route.ts';
import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';
import type { LiveTickets, Unread } from './use-tickets.ts';
import './ticket-list.css';

interface TicketListProps {
  status: Ticket['status'];
  onStatus: (status: Ticket['status']) => void;
  tickets: LiveTickets;
  unread: Unread;
  /** The ticket that stands open beside the list. */
  current: number | undefined;
  /** The number that customers text. */
  support: string | undefined;
  /** The list's links, for whoever moves the focus here. */
  links: RefObject<HTMLUListElement | null>;
}

const TABS = ['open', 'closed'] as const;

/** The tickets, newest activity first. */
export function TicketList({ status, onStatus, tickets, unread, current, support, links }: TicketListProps) {
  const speech = useSpeech();
  const { words } = speech;
  const tabs = useRef<Record<string, HTMLButtonElement | null>>({});
  const { list, problem } = tickets;

  function onTabKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = status === 'open' ? 'closed' : 'open';
    onStatus(other);
    tabs.current[other]?.focus();
  }

  return (
    <div className="ticket-list">
      <header className="list-head">
        <h2 className="only-read">{words.list.title}</h2>
        <div role="tablist" aria-label={words.list.title} className="tabs" onKeyDown={onTabKey}>
          {TABS.map((tab) => (
            <button
              key={tab}
              ref={(button) => {
                tabs.current[tab] = button;
              }}
              type="button"
              role="tab"
              id={`tab-${tab}`}
              aria-selected={status === tab}
              aria-controls="ticket-panel"
              tabIndex={status === tab ? 0 : -1}
              onClick={() => onStatus(tab)}
            >
              {words.list[tab]}
              {tab === 'open' && unread.count > 0 && (
                <span className="count-badge" aria-label={words.list.unreadCount(unread.count)} role="img">
                  {unread.count}
                </span>
              )}
            </button>
          ))}
        </div>
        <a className="button small primary" href="#/new">
          {words.list.write}
        </a>
      </header>
      <div role="tabpanel" id="ticket-panel" aria-labelledby={`tab-${status}`} className="panel">
        {problem && (
          <p className="note problem" role="status">
            {problem.kind === 'offline' ? words.problem.offline : describeProblem(problem, speech)}
          </p>
        )}
        {!list && !problem && (
          <div className="skeleton rows" role="status" aria-label={words.loading}>
            <span />
            <span />
            <span />
          </div>
        )}
        {list?.tickets.length === 0 && <Empty status={status} support={support} />}
        {list && list.tickets.length > 0 && (
          <Rows tickets={list.tickets} unread={unread} current={current} links={links} />
        )}
        {list?.cursor !== undefined && (
          <p className="more">
            <button
              type="button"
              className="button small"
              disabled={tickets.loadingMore}
              onClick={tickets.more}
            >
              {tickets.loadingMore ? words.loading : words.list.more}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

function Rows({
  tickets,
  unread,
  current,
  links,
}: Pick<TicketListProps, 'unread' | 'current' | 'links'> & { tickets: Ticket[] }) {
  const { words, times } = useSpeech();
  // One stop for the tab key; the arrows move within.
  const stop = tickets.some(({ number }) => number === current) ? current : tickets[0]?.number;

  function onKeyDown(event: KeyboardEvent<HTMLUListElement>): void {
    const all = [...event.currentTarget.querySelectorAll('a')];
    const place = all.findIndex((link) => link === document.activeElement);
    const to = { ArrowDown: place + 1, ArrowUp: place - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    all[to]?.focus();
  }

  return (
    <ul ref={links} className="rows" onKeyDown={onKeyDown}>
      {tickets.map((ticket) => {
        const { number, customer, lastMessageAt } = ticket;
        const isUnread = unread.has(ticket);
        return (
          <li key={number}>
            <a
              href={ticketHash(number)}
              className={isUnread ? 'row unread' : 'row'}
              aria-current={number === current ? 'page' : undefined}
              tabIndex={number === stop ? 0 : -1}
            >
              <span className="customer">{formatNumber(customer)}</span>
              <time dateTime={new Date(lastMessageAt).toISOString()} title={times.whole(lastMessageAt)}>
                {times.short(lastMessageAt, Date.now())}
              </time>
              <span className="hint">{words.list.ticket(number)}</span>
              {ticket.maybeOptOut && <span className="badge opt-out-mark">{words.optOut.badge}</span>}
              {isUnread && (
                <span className="dot">
                  <span className="only-read">{words.list.unread}</span>
                </span>
              )}
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Empty({ status, support }: { status: Ticket['status']; support: string | undefined }) {
  const { words } = useSpeech();
  const { list } = words;
  return (
    <div className="empty">
      <h3>{status === 'open' ? list.emptyOpen : list.emptyClosed}</h3>
      <p className="hint">
        {status === 'open'
          ? list.emptyOpenHint(support === undefined ? undefined : formatNumber(support))
          : list.emptyClosedHint}
      </p>
    </div>
  );
}
