import { type FormEvent, useEffect, useRef, useState } from 'react';
import { request } from '../live/request.ts';
import { fetchCalls, storeCall } from '../live/calls.ts';
import { callShape, isRunning } from '../live/shapes.ts';
import { usePart } from '../live/store.ts';
import { attempt } from '../live/last-error.ts';
import type { PhoneLeg } from './transcript.ts';
import { Keypad } from './keypad.tsx';
import { formatNumber } from './numbers.ts';
import { stopSpeaking, speak, speaksAloud } from './speech.ts';
import { type PlayedLine, useTranscript } from './use-transcript.ts';
import './call-view.css';

/** Does something with a call, and shows what came of it. */
export async function act(path: string, body: object = {}): Promise<void> {
  await attempt(async () => storeCall(await request(`/simulator/calls/${path}`, callShape, { body })));
  fetchCalls();
}

const STATES: Readonly<Record<string, string>> = {
  started: 'Dialling',
  ringing: 'Ringing',
  answered: 'In the call',
};
const WAITING: Readonly<Record<string, string>> = {
  digits: 'waits for a key',
  speech: 'waits for words',
  answer: 'waits for somebody to answer',
  recording: 'records',
  time: 'plays',
};

function stateOf({ call, state }: PhoneLeg): string {
  const said = STATES[state] ?? 'Call over';
  const waits = state === 'answered' && call.waitingFor !== null ? WAITING[call.waitingFor] : undefined;
  return waits === undefined ? said : `${said} · ${waits}`;
}

/** A call as the person at the phone has it: what is heard as it is said, keys, words, and the end. */
export function CallView({ part }: { part: PhoneLeg }) {
  const { call, leg, role } = part;
  const lines = useTranscript(part);
  const isOn = isRunning(part);
  useSpeaking(`${call.id} ${leg}`, lines, isOn);
  const other = role === 'caller' ? formatNumber(call.to) : (call.user ?? formatNumber(call.from));
  return (
    <section className="call" aria-label="Call">
      <header>
        <strong>{other}</strong>
        <span role="status">{stateOf(part)}</span>
      </header>
      <Transcript lines={lines} />
      {isOn && role === 'called' && part.state === 'ringing' && (
        <div className="ring">
          <button
            type="button"
            className="button round answer"
            onClick={() => void act(legPath(part, 'answer'))}
          >
            Answer
          </button>
          <button
            type="button"
            className="button round end"
            onClick={() => void act(legPath(part, 'reject'))}
          >
            Reject
          </button>
        </div>
      )}
      {isOn && !(role === 'called' && part.state === 'ringing') && (
        <>
          {role === 'caller' && (
            <>
              <Words call={call.id} />
              <Keys part={part} />
            </>
          )}
          <button
            type="button"
            className="button round end"
            onClick={() => void act(role === 'caller' ? `${call.id}/hangup` : legPath(part, 'hangup'))}
          >
            Hang up
          </button>
        </>
      )}
    </section>
  );
}

const legPath = ({ call, leg }: PhoneLeg, what: string): string => `${call.id}/legs/${leg}/${what}`;

export function Transcript({ lines }: { lines: readonly PlayedLine[] }) {
  const list = useRef<HTMLDivElement>(null);
  const count = lines.length;
  useEffect(() => {
    list.current?.scrollTo({ top: list.current.scrollHeight });
  }, [count]);
  return (
    <div
      className="heard"
      role="log"
      aria-label="What the caller hears"
      aria-relevant="additions"
      tabIndex={0}
      ref={list}
    >
      <ol>
        {lines.map(({ key, who, text, said, language }) => {
          const upTo = Math.ceil(text.length * said);
          return (
            <li key={key} className={who} {...(language !== undefined && { lang: language })}>
              <span>{text.slice(0, upTo)}</span>
              {upTo < text.length && <span className="unsaid">{text.slice(upTo)}</span>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Speaks each line of the desk when it begins, where that is switched on. */
function useSpeaking(call: string, lines: readonly PlayedLine[], isOn: boolean): void {
  const isAloud = usePart(speaksAloud, (on) => on);
  const spoken = useRef({ call: '', key: -1 });
  const last = lines.at(-1);
  useEffect(() => {
    if (spoken.current.call !== call) spoken.current = { call, key: -1 };
    if (!isAloud || !last || last.key <= spoken.current.key) return;
    spoken.current.key = last.key;
    if (last.interrupts) stopSpeaking();
    if (last.who === 'desk' && last.said < 1) speak(last.text, last.language);
  }, [call, isAloud, last]);
  useEffect(() => {
    if (!isOn || !isAloud) stopSpeaking();
  }, [isOn, isAloud]);
}

/** The keys: there when the call waits for one, and when somebody asks for them. */
function Keys({ part: { call } }: { part: PhoneLeg }) {
  const isAsked = call.waitingFor === 'digits';
  const [isOpen, open] = useState(false);
  return (
    <div className="keys">
      {(isOpen || isAsked) && (
        <Keypad onKey={(digits) => void act(`${call.id}/digits`, { digits })} label="Keys of the call" />
      )}
      {!isAsked && (
        <button type="button" className="button small" aria-expanded={isOpen} onClick={() => open(!isOpen)}>
          {isOpen ? 'Hide the keys' : 'Keys'}
        </button>
      )}
    </div>
  );
}

function Words({ call }: { call: string }) {
  const [text, write] = useState('');
  const say = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    void act(`${call}/speech`, { text });
    write('');
  };
  return (
    <form className="words" onSubmit={say}>
      <input
        aria-label="Words to say"
        placeholder="Say something"
        value={text}
        autoComplete="off"
        onChange={({ target }) => write(target.value)}
      />
      <button className="button" disabled={text.trim() === ''}>
        Say
      </button>
    </form>
  );
}
