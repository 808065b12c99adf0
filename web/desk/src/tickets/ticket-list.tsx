import { useRef, type KeyboardEvent, type RefObject } from 'react';
import type { Ticket } from '../api.ts';
import { formatNumber } from '../phone-number.ts';
import { hashOf } from '../route.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { useSpeech } from '../words/index.ts';
import { TicketRows } from './ticket-rows.tsx';
import type { LiveTickets } from './use-tickets.ts';
import type { Unread } from './use-unread.ts';
import './ticket-list.css';

interface TicketListProps {
  status: Ticket['status'];
  onStatus: (status: Ticket['status']) => void;
  tickets: LiveTickets;
  unread: Unread;
  /** The ticket that is open beside the list. */
  current: number | undefined;
  /** The number that customers text. */
  support: string | undefined;
  /** The list of links, so that others can focus one. */
  links: RefObject<HTMLUListElement | null>;
}

/** The tickets, newest activity first. */
export function TicketList({ status, onStatus, tickets, unread, current, support, links }: TicketListProps) {
  const speech = useSpeech();
  const { words } = speech;
  const { list, problem } = tickets;
  return (
    <div className="ticket-list">
      <header className="list-head">
        <h2 className="only-read">{words.list.title}</h2>
        <StatusTabs status={status} onStatus={onStatus} unreadCount={unread.count} />
        <a className="button small primary" href={hashOf({ view: 'new' })}>
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
        {list?.tickets.length === 0 && <EmptyList status={status} support={support} />}
        {list && list.tickets.length > 0 && (
          <TicketRows tickets={list.tickets} unread={unread} current={current} links={links} />
        )}
        {list?.cursor !== undefined && (
          <p className="more">
            <button
              type="button"
              className="button small"
              disabled={tickets.loadingMore}
              onClick={tickets.loadMore}
            >
              {tickets.loadingMore ? words.loading : words.list.more}
            </button>
          </p>
        )}
      </div>
    </div>
  );
}

const TABS = ['open', 'closed'] as const;

interface StatusTabsProps extends Pick<TicketListProps, 'status' | 'onStatus'> {
  unreadCount: number;
}

function StatusTabs({ status, onStatus, unreadCount }: StatusTabsProps) {
  const { words } = useSpeech();
  const tabs = useRef<Record<string, HTMLButtonElement | null>>({});

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    const other = status === 'open' ? 'closed' : 'open';
    onStatus(other);
    tabs.current[other]?.focus();
  }

  return (
    <div role="tablist" aria-label={words.list.title} className="tabs" onKeyDown={onKeyDown}>
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
          {tab === 'open' && unreadCount > 0 && (
            <span className="count-badge" aria-label={words.list.unreadCount(unreadCount)} role="img">
              {unreadCount}
            </span>
          )}
        </button>
      ))}
    </div>
  );
}

function EmptyList({ status, support }: Pick<TicketListProps, 'status' | 'support'>) {
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
