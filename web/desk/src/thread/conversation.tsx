import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import type { Message } from '../api.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { CallLine } from './call-line.tsx';
import type { OutgoingText } from './drafts.ts';
import { linesOf, type Line, type Thread } from './lines.ts';
import { MessageLine } from './message-line.tsx';
import './conversation.css';

interface ConversationProps {
  thread: Thread;
  session: Session;
  outgoing: readonly OutgoingText[];
  /** What came with the last look. */
  fresh: Message[];
  onEarlier: () => void;
  loadingEarlier: boolean;
  /** How a text that did not go is shown. */
  pending: (outgoing: OutgoingText) => ReactNode;
}

/** How far from its end a reader still reads the end, px. */
const NEAR_END = 48;

/** The lines of a thread. Who reads the end stays at the end; who reads further up is told that something came. */
export function Conversation({
  thread,
  session,
  outgoing,
  fresh,
  onEarlier,
  loadingEarlier,
  pending,
}: ConversationProps) {
  const { words, times } = useSpeech();
  const scroller = useRef<HTMLDivElement>(null);
  const atEnd = useRef(true);
  /** The first line and the height of all, as they were drawn last. */
  const drawn = useRef<{ first: string | undefined; height: number }>(undefined);
  const [isBelow, setBelow] = useState(false);
  const [announced, setAnnounced] = useState('');
  const lines = linesOf(thread);
  const first = lines[0] && idOf(lines[0]);

  useLayoutEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const before = drawn.current;
    // What was put in above moves what is read down: it is moved back.
    if (before && before.first !== first) box.scrollTop += box.scrollHeight - before.height;
    else if (atEnd.current) box.scrollTop = box.scrollHeight;
    drawn.current = { first, height: box.scrollHeight };
  });

  // One's own text is always shown.
  useLayoutEffect(() => {
    if (outgoing.length > 0) toEnd();
  }, [outgoing.length]);

  useEffect(() => {
    const inbound = fresh.filter(({ direction }) => direction === 'inbound');
    if (inbound.length === 0) return;
    const newest = inbound.at(-1);
    setAnnounced(newest?.text ? words.thread.saidNew(newest.text) : words.call.missed);
    if (!atEnd.current) setBelow(true);
  }, [fresh, words]);

  function onScroll(): void {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_END;
    if (atEnd.current) setBelow(false);
  }

  function toEnd(): void {
    const box = scroller.current;
    if (!box) return;
    atEnd.current = true;
    box.scrollTop = box.scrollHeight;
    setBelow(false);
  }

  // A window that becomes smaller, as with a phone's keyboard, keeps the end in sight.
  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const watch = new ResizeObserver(() => {
      if (atEnd.current) box.scrollTop = box.scrollHeight;
    });
    watch.observe(box);
    return () => watch.disconnect();
  }, []);

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
        {byDay(lines).map(({ at, lines: ofDay }) => (
          <section key={new Date(at).toDateString()} className="day">
            <h3>
              <span>{times.day(at)}</span>
            </h3>
            <ol>
              {ofDay.map((line) =>
                line.kind === 'text' ? (
                  <MessageLine
                    key={line.message.id}
                    message={line.message}
                    session={session}
                    language={thread.ticket.language}
                  />
                ) : (
                  <CallLine key={line.id} call={line.call} session={session} />
                ),
              )}
            </ol>
          </section>
        ))}
        {outgoing.length > 0 && <ol>{outgoing.map(pending)}</ol>}
      </div>
      {isBelow && (
        <button type="button" className="button small primary new-message" onClick={toEnd}>
          {words.thread.newMessage} ↓
        </button>
      )}
      <p className="only-read" aria-live="polite">
        {announced}
      </p>
    </div>
  );
}

const idOf = (line: Line): string => (line.kind === 'text' ? line.message.id : line.id);

function byDay(lines: Line[]): { at: number; lines: Line[] }[] {
  const days: { at: number; lines: Line[] }[] = [];
  for (const line of lines) {
    const day = days.at(-1);
    if (day && new Date(day.at).toDateString() === new Date(line.at).toDateString()) day.lines.push(line);
    else days.push({ at: line.at, lines: [line] });
  }
  return days;
}
