import { useEffect, useRef } from 'react';
import type { Ticket } from '../api.ts';
import { formatNumber } from '../phone-number.ts';
import { useSpeech } from '../words/index.ts';
import { BackButton } from './back-button.tsx';
import { actionsFor } from './ticket-actions.ts';

interface ActionHandlers {
  onCall: (number: string) => void;
  onOptOut: () => void;
  onClose: () => void;
  onReopen: () => void;
}

interface ThreadHeaderProps extends ActionHandlers {
  number: number;
  /** Undefined until the thread is loaded. */
  ticket: Ticket | undefined;
  onBack: () => void;
}

/** Whose ticket it is, its state, and what can be done with it. */
export function ThreadHeader({ number, ticket, onBack, ...handlers }: ThreadHeaderProps) {
  const { words } = useSpeech();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <header className="thread-head">
      <BackButton onBack={onBack} />
      <div className="names">
        <h2 id="thread-title" tabIndex={-1} ref={heading}>
          {ticket ? formatNumber(ticket.customer) : words.list.ticket(number)}
        </h2>
        {ticket && <TicketSummary ticket={ticket} />}
      </div>
      {ticket && <Actions ticket={ticket} {...handlers} />}
    </header>
  );
}

function TicketSummary({ ticket: { number, status, openedAt } }: { ticket: Ticket }) {
  const { words, times } = useSpeech();
  return (
    <p className="hint">
      {words.list.ticket(number)} ·{' '}
      <span className={`state ${status}`}>
        {status === 'open' ? words.thread.statusOpen : words.thread.statusClosed}
      </span>
      <span className="opened"> · {words.thread.openedOn(times.short(openedAt, Date.now()))}</span>
    </p>
  );
}

function Actions({ ticket, onCall, onOptOut, onClose, onReopen }: ActionHandlers & { ticket: Ticket }) {
  const { words } = useSpeech();
  const { call, optOut, close, reopen } = actionsFor(ticket);
  const actions = [
    { isAvailable: call, label: words.thread.call, act: () => onCall(ticket.customer) },
    { isAvailable: optOut, label: words.optOut.action, act: onOptOut },
    { isAvailable: close, label: words.thread.close, act: onClose },
    { isAvailable: reopen, label: words.thread.reopen, act: onReopen },
  ];
  return (
    <div className="actions">
      {actions.map(
        ({ isAvailable, label, act }) =>
          isAvailable && (
            <button key={label} type="button" className="button small" onClick={act}>
              {label}
            </button>
          ),
      )}
    </div>
  );
}
