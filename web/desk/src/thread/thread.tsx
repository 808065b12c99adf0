import { useEffect, useRef, useState } from 'react';
import { reopenTicket, reply, type Ticket } from '../api.ts';
import { isPhoneNumber, formatNumber } from '../phone-number.ts';
import { toProblem, type Problem } from '../problem.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { describeProblem } from '../words/describe-problem.ts';
import { BackButton } from './back-button.tsx';
import { CloseTicket } from './close-ticket.tsx';
import { Composer } from './composer.tsx';
import { Conversation } from './conversation.tsx';
import type { Drafts, OutgoingText } from './drafts.ts';
import { OptOutDialog, OptOutNote } from './opt-out.tsx';
import { ConcurrentChangeNote } from './concurrent-change-note.tsx';
import { PendingLine } from './pending-line.tsx';
import { useDrafts } from './use-drafts.ts';
import { useThread } from './use-thread.ts';
import './thread.css';

interface ThreadProps {
  number: number;
  session: Session;
  drafts: Drafts;
  onBack: () => void;
  onCall: (number: string) => void;
  /** The agent has looked at the ticket as it was at `at`, ms since the epoch. */
  onSeen: (number: number, at: number) => void;
  /** Something was done that lists show. */
  onActed: () => void;
}

/** One customer's ticket: what was said, and what an agent can do. */
export function Thread({ number, session, drafts, onBack, onCall, onSeen, onActed }: ThreadProps) {
  const speech = useSpeech();
  const { words } = speech;
  const live = useThread(session, number, drafts);
  useDrafts(drafts);
  const heading = useRef<HTMLHeadingElement>(null);
  const [closing, setClosing] = useState(false);
  const [optingOut, setOptingOut] = useState(false);
  const [conflict, setConflict] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const { thread, refresh, add } = live;
  const ticket = thread?.ticket;

  useEffect(() => heading.current?.focus(), []);
  useSeen(ticket, onSeen);

  async function send(outgoing: OutgoingText): Promise<void> {
    try {
      add(await reply(session, number, outgoing.text, outgoing.key));
      drafts.remove(number, outgoing.key);
      onActed();
    } catch (error) {
      drafts.setProblem(number, outgoing.key, toProblem(error));
    }
    refresh();
  }

  function sendNew(text: string): void {
    const place = String(number);
    const outgoing = { key: drafts.attemptKey(place, text) ?? crypto.randomUUID(), text, at: Date.now() };
    drafts.rememberAttempt(place, undefined);
    drafts.addOutgoing(number, outgoing);
    drafts.write(String(number), '');
    void send(outgoing);
  }

  function again(outgoing: OutgoingText): void {
    drafts.setProblem(number, outgoing.key, undefined);
    void send(outgoing);
  }

  function edit({ key, text }: OutgoingText): void {
    drafts.write(String(number), written === '' ? text : `${text}\n${written}`);
    drafts.remove(number, key);
    // It may have gone after all: sent again as it was, it still goes once.
    drafts.rememberAttempt(String(number), { key, of: text });
  }

  async function reopen(): Promise<void> {
    setProblem(undefined);
    live.acting();
    try {
      await reopenTicket(session, number);
      onActed();
    } catch (error) {
      setProblem(toProblem(error));
    }
    refresh();
  }

  function judged(): void {
    setOptingOut(false);
    refresh();
    onActed();
  }

  const written = drafts.read(String(number));
  const barred =
    ticket?.consent === 'stopped'
      ? words.thread.stopped
      : ticket?.status === 'closed'
        ? words.thread.closedNow
        : undefined;
  const closingText = `${number}-close`;
  const isMissing = live.problem?.status === 404 && !thread;

  return (
    <article className="thread" aria-labelledby="thread-title">
      <header className="thread-head">
        <BackButton onBack={onBack} />
        <div className="names">
          <h2 id="thread-title" tabIndex={-1} ref={heading}>
            {ticket ? formatNumber(ticket.customer) : words.list.ticket(number)}
          </h2>
          {ticket && <About ticket={ticket} />}
        </div>
        {ticket && (
          <div className="actions">
            {isPhoneNumber(ticket.customer) && (
              <button type="button" className="button small" onClick={() => onCall(ticket.customer)}>
                {words.thread.call}
              </button>
            )}
            {isPhoneNumber(ticket.customer) && ticket.consent !== 'stopped' && !ticket.maybeOptOut && (
              <button type="button" className="button small" onClick={() => setOptingOut(true)}>
                {words.optOut.action}
              </button>
            )}
            {ticket.status === 'open' ? (
              <button
                type="button"
                className="button small"
                onClick={() => {
                  setConflict(false);
                  setClosing(true);
                }}
              >
                {words.thread.close}
              </button>
            ) : (
              <button type="button" className="button small" onClick={() => void reopen()}>
                {words.thread.reopen}
              </button>
            )}
          </div>
        )}
      </header>

      <div className="notes" aria-live="polite">
        {live.meanwhile && <ConcurrentChangeNote meanwhile={live.meanwhile} onDismiss={live.dismiss} />}
        {ticket?.maybeOptOut && (
          <OptOutNote
            ticket={ticket}
            session={session}
            onOptOut={() => setOptingOut(true)}
            onJudged={judged}
          />
        )}
        {conflict && ticket?.status === 'open' && <p className="note warn">{words.close.notClosed}</p>}
        {problem && <p className="note problem">{describeProblem(problem, speech)}</p>}
        {live.problem && !isMissing && (
          <p className="note problem">
            {live.problem.kind === 'offline' ? words.problem.offline : describeProblem(live.problem, speech)}
          </p>
        )}
      </div>

      {isMissing ? (
        <div className="empty">
          <h3>{words.thread.unknown}</h3>
          <p className="hint">{words.thread.unknownHint}</p>
        </div>
      ) : thread ? (
        <Conversation
          thread={thread}
          session={session}
          outgoing={drafts.outgoing(number)}
          fresh={live.fresh}
          onEarlier={live.earlier}
          loadingEarlier={live.loadingEarlier}
          pending={(outgoing) => (
            <PendingLine
              key={outgoing.key}
              outgoing={outgoing}
              onAgain={() => again(outgoing)}
              onEdit={() => edit(outgoing)}
            />
          )}
        />
      ) : (
        <div className="skeleton" role="status" aria-label={words.loading}>
          <span />
          <span />
          <span />
        </div>
      )}

      {barred !== undefined && (
        <p className="barred" role="status">
          {barred}
        </p>
      )}
      {/* What is being written stays in sight, though it cannot go. */}
      {ticket && (barred === undefined || written !== '') && (
        <Composer
          text={written}
          isBarred={barred !== undefined}
          onChange={(text) => drafts.write(String(number), text)}
          onSend={sendNew}
          language={ticket.language}
        />
      )}

      {optingOut && ticket && (
        <OptOutDialog
          ticket={ticket}
          session={session}
          onJudged={judged}
          onCancel={() => setOptingOut(false)}
        />
      )}
      {closing && ticket && (
        <CloseTicket
          ticket={ticket}
          session={session}
          text={drafts.read(closingText)}
          onText={(text) => drafts.write(closingText, text)}
          onAsk={live.acting}
          onClosed={(message) => {
            setClosing(false);
            drafts.write(closingText, '');
            if (message) add(message);
            refresh();
            onActed();
          }}
          onConflict={() => {
            setClosing(false);
            setConflict(true);
            live.notActing();
            refresh();
          }}
          onCancel={() => setClosing(false)}
        />
      )}
    </article>
  );
}

function About({ ticket: { number, status, openedAt } }: { ticket: Ticket }) {
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

/** A thread counts as seen while its page is looked at. */
function useSeen(ticket: Ticket | undefined, onSeen: ThreadProps['onSeen']): void {
  const { number, lastMessageAt } = ticket ?? {};
  useEffect(() => {
    if (number === undefined || lastMessageAt === undefined) return;
    const look = () => {
      if (document.visibilityState === 'visible') onSeen(number, lastMessageAt);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [number, lastMessageAt, onSeen]);
}
