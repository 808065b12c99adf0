import type { ReactNode } from 'react';
import type { Message } from '../api.ts';
import type { Session } from '../session.ts';
import { useSpeech, type Speech } from '../words/index.ts';
import { Voicemail } from './voicemail.tsx';
import './message-line.css';

/** One text, or a missed call that has a message of its own. */
export function MessageLine({
  message,
  session,
  language,
}: {
  message: Message;
  session: Session;
  /** The customer's, where known: the same characters have different glyphs in Japanese and Chinese. */
  language: string | undefined;
}) {
  const { words, times } = useSpeech();
  const { direction, text, at, parts, keyword, incomplete, call, voicemail } = message;
  const { thread } = words;
  if (call !== undefined && text === '') {
    return (
      <li className="line call-line missed">
        <CallMark />
        <span className="what">{words.call.missed}</span>
        <Clock at={at} />
        {voicemail && <Voicemail voicemail={voicemail} session={session} />}
      </li>
    );
  }
  return (
    <li className={`line ${direction}`}>
      <p className="who">{senderName(message, session.name, words)}</p>
      <p className="bubble" dir="auto" lang={language}>
        {text}
      </p>
      {incomplete && <p className="about warn">{thread.incomplete}</p>}
      <p className="about">
        <time dateTime={new Date(at).toISOString()} title={times.whole(at)}>
          {times.clock(at)}
        </time>
        {keyword !== undefined && <span className="badge">{thread.keyword(keyword.toUpperCase())}</span>}
        {parts !== undefined && <span>{thread.parts(parts)}</span>}
        {direction === 'outbound' && <Status message={message} />}
      </p>
    </li>
  );
}

function senderName({ direction, agent }: Message, me: string, { thread }: Speech['words']): string {
  if (direction === 'inbound') return thread.customer;
  if (agent === undefined) return thread.automatic;
  return agent === me ? thread.you : agent;
}

function Status({ message: { status, error, held } }: { message: Message }) {
  const { words } = useSpeech();
  const names: Record<string, string> = words.thread.status;
  const reasons: Record<string, string> = words.thread.failures;
  const reason = error ?? held?.reason;
  const why = reason === undefined ? '' : (reasons[reason] ?? reason);
  const isBad = status === 'failed' || status === 'cancelled';
  return (
    <span className={isBad ? 'status problem' : `status ${status}`}>
      {names[status] ?? status}
      {(isBad || status === 'queued') && why !== '' && `: ${why}`}
    </span>
  );
}

export function Clock({ at, children }: { at: number; children?: ReactNode }) {
  const { times } = useSpeech();
  return (
    <span className="about">
      <time dateTime={new Date(at).toISOString()} title={times.whole(at)}>
        {times.clock(at)}
      </time>
      {children}
    </span>
  );
}

/** A handset, decorative. */
export function CallMark() {
  return (
    <svg className="call-mark" viewBox="0 0 16 16" aria-hidden="true">
      <path
        fill="currentColor"
        d="M4.3 1.6 6 4.9 4.9 6.3c.8 1.9 2.2 3.5 4.7 4.8L11.100 10l3.300 1.700c-.1 1.900-1.300 3-3 2.900C6.400 14.200 1.900 9.700 1.500 4.700c-.1-1.800 1-3 2.800-3.100Z"
      />
    </svg>
  );
}
