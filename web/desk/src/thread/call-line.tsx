import type { Call } from '../api.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { CallMark, Clock } from './message-line.tsx';
import { Voicemail } from './voicemail.tsx';

/** One call among the texts: its direction, its outcome and how long it took. */
export function CallLine({ call, session }: { call: Call; session: Session }) {
  const { words, times } = useSpeech();
  const { at, status, direction, duration, missed, voicemail } = call;
  const states: Record<string, string> = words.call.states;
  const seconds = Number(duration ?? 0);
  const state = status === undefined ? '' : (states[status] ?? status);
  const what = direction === 'outbound' ? words.call.outgoing : words.call.incoming;
  return (
    <li className={`line call-line ${missed ? 'missed' : ''}`}>
      <CallMark />
      <span className="what">{missed ? words.call.missed : what}</span>
      <Clock at={at}>{!missed && <span>{seconds > 0 ? times.duration(seconds) : state}</span>}</Clock>
      {voicemail && <Voicemail voicemail={voicemail} session={session} />}
    </li>
  );
}
