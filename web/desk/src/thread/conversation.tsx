import { useEffect, useState, type ReactNode } from 'react';
import type { Message } from '../api.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { CallLine } from './call-line.tsx';
import type { OutgoingText } from './drafts.ts';
import { groupByDay, lineId, linesOf, type Line, type Thread } from './lines.ts';
import { MessageLine } from './message-line.tsx';
import { useScrollToEnd } from './use-scroll-to-end.ts';
import './conversation.css';

interface ConversationProps {
  thread: Thread;
  session: Session;
  outgoing: readonly OutgoingText[];
  /** The messages that the latest poll brought. */
  fresh: Message[];
  onEarlier: () => void;
  loadingEarlier: boolean;
  renderOutgoing: (outgoing: OutgoingText) => ReactNode;
}

/** The lines of a thread by day. A reader at the end stays there; one further up gets a button to what is new. */
export function Conversation({
  thread,
  session,
  outgoing,
  fresh,
  onEarlier,
  loadingEarlier,
  renderOutgoing,
}: ConversationProps) {
  const { words } = useSpeech();
  const lines = linesOf(thread);
  const { scroller, onScroll, scrollToEnd, hasNewBelow, noteNew } = useScrollToEnd(
    lines[0] && lineId(lines[0]),
    outgoing.length,
  );
  const announced = useAnnouncement(fresh, noteNew);
  return (
    <div className="conversation">
      <div
        ref={scroller}
        className="scroller"
        role="region"
        aria-label={words.thread.conversation}
        tabIndex={0}
        onScroll={onScroll}
      >
        {thread.earlier !== undefined && (
          <p className="earlier">
            <button type="button" className="button small" disabled={loadingEarlier} onClick={onEarlier}>
              {loadingEarlier ? words.loading : words.thread.earlier}
            </button>
          </p>
        )}
        {groupByDay(lines).map(({ at, lines: linesOfDay }) => (
          <Day
            key={new Date(at).toDateString()}
            at={at}
            lines={linesOfDay}
            session={session}
            language={thread.ticket.language}
          />
        ))}
        {outgoing.length > 0 && <ol>{outgoing.map(renderOutgoing)}</ol>}
      </div>
      {hasNewBelow && (
        <button type="button" className="button small primary new-message" onClick={scrollToEnd}>
          {words.thread.newMessage} ↓
        </button>
      )}
      <p className="only-read" aria-live="polite">
        {announced}
      </p>
    </div>
  );
}

interface DayProps {
  at: number;
  lines: Line[];
  session: Session;
  language: string | undefined;
}

function Day({ at, lines, session, language }: DayProps) {
  const { times } = useSpeech();
  return (
    <section className="day">
      <h3>
        <span>{times.day(at)}</span>
      </h3>
      <ol>
        {lines.map((line) =>
          line.kind === 'text' ? (
            <MessageLine key={lineId(line)} message={line.message} session={session} language={language} />
          ) : (
            <CallLine key={lineId(line)} call={line.call} session={session} />
          ),
        )}
      </ol>
    </section>
  );
}

/** What a screen reader announces when the customer texts or calls. */
function useAnnouncement(fresh: Message[], onInbound: () => void): string {
  const { words } = useSpeech();
  const [announced, setAnnounced] = useState('');
  useEffect(() => {
    const newest = fresh.findLast(({ direction }) => direction === 'inbound');
    if (!newest) return;
    setAnnounced(newest.text ? words.thread.announceNew(newest.text) : words.call.missed);
    onInbound();
  }, [fresh, words, onInbound]);
  return announced;
}
