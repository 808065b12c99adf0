import { type FormEvent, useEffect, useRef, useState } from 'react';
import { request } from '../live/request.ts';
import { fetchCalls, storeCall } from '../live/calls.ts';
import { type Call, callShape, isRunning } from '../live/shapes.ts';
import { usePart } from '../live/store.ts';
import { attempt } from '../live/last-error.ts';
import type { PhoneLeg } from './phone-legs.ts';
import { Keypad } from './keypad.tsx';
import { formatNumber } from './numbers.ts';
import { stopSpeaking, speak, speaksAloud } from './speech.ts';
import { type PlayedLine, useTranscript } from './use-transcript.ts';
import './call-view.css';

/** Acts on a call and stores what became of it. */
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

function describeState({ call, state }: PhoneLeg): string {
  const name = STATES[state] ?? 'Call over';
  const waiting = state === 'answered' && call.waitingFor !== null ? WAITING[call.waitingFor] : undefined;
  return waiting === undefined ? name : `${name} · ${waiting}`;
}

/** A running call on a phone: its transcript as it plays, and the controls. */
export function CallView({ phoneLeg }: { phoneLeg: PhoneLeg }) {
  const { call, legId, role } = phoneLeg;
  const lines = useTranscript(phoneLeg);
  const isOn = isRunning(phoneLeg);
  useSpeech(`${call.id} ${legId}`, lines, isOn);
  const other = role === 'caller' ? formatNumber(call.to) : (call.user ?? formatNumber(call.from));
  const isRinging = role === 'called' && phoneLeg.state === 'ringing';
  return (
    <section className="call" aria-label="Call">
      <header>
        <strong>{other}</strong>
        <span role="status">{describeState(phoneLeg)}</span>
      </header>
      <Transcript lines={lines} />
      {isOn && (isRinging ? <RingingControls phoneLeg={phoneLeg} /> : <Controls phoneLeg={phoneLeg} />)}
    </section>
  );
}

const legPath = ({ call, legId }: PhoneLeg, action: string): string => `${call.id}/legs/${legId}/${action}`;

function RingingControls({ phoneLeg }: { phoneLeg: PhoneLeg }) {
  return (
    <div className="ring">
      <button
        type="button"
        className="button round answer"
        onClick={() => void act(legPath(phoneLeg, 'answer'))}
      >
        Answer
      </button>
      <button
        type="button"
        className="button round end"
        onClick={() => void act(legPath(phoneLeg, 'reject'))}
      >
        Reject
      </button>
    </div>
  );
}

function Controls({ phoneLeg }: { phoneLeg: PhoneLeg }) {
  const { call, role } = phoneLeg;
  const hangUp = role === 'caller' ? `${call.id}/hangup` : legPath(phoneLeg, 'hangup');
  return (
    <>
      {role === 'caller' && (
        <>
          <SpeechForm call={call.id} />
          <Keys call={call} />
        </>
      )}
      <button type="button" className="button round end" onClick={() => void act(hangUp)}>
        Hang up
      </button>
    </>
  );
}

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
        {lines.map(({ key, who, text, progress, language }) => {
          const played = Math.ceil(text.length * progress);
          return (
            <li key={key} className={who} {...(language !== undefined && { lang: language })}>
              <span>{text.slice(0, played)}</span>
              {played < text.length && <span className="unsaid">{text.slice(played)}</span>}
            </li>
          );
        })}
      </ol>
    </div>
  );
}

/** Speaks each line of the desk when it begins, where that is switched on. */
function useSpeech(call: string, lines: readonly PlayedLine[], isOn: boolean): void {
  const isAloud = usePart(speaksAloud, (on) => on);
  const spoken = useRef({ call: '', key: -1 });
  const last = lines.at(-1);
  useEffect(() => {
    if (spoken.current.call !== call) spoken.current = { call, key: -1 };
    if (!isAloud || !last || last.key <= spoken.current.key) return;
    spoken.current.key = last.key;
    if (last.interrupts) stopSpeaking();
    if (last.who === 'desk' && last.progress < 1) speak(last.text, last.language);
  }, [call, isAloud, last]);
  useEffect(() => {
    if (!isOn || !isAloud) stopSpeaking();
  }, [isOn, isAloud]);
}

/** The keypad, shown while the call waits for a key, and on demand. */
function Keys({ call }: { call: Call }) {
  const isExpected = call.waitingFor === 'digits';
  const [isOpen, setOpen] = useState(false);
  return (
    <div className="keys">
      {(isOpen || isExpected) && (
        <Keypad onKey={(digits) => void act(`${call.id}/digits`, { digits })} label="Keys of the call" />
      )}
      {!isExpected && (
        <button
          type="button"
          className="button small"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? 'Hide the keys' : 'Keys'}
        </button>
      )}
    </div>
  );
}

function SpeechForm({ call }: { call: string }) {
  const [text, setText] = useState('');
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (text.trim() === '') return;
    void act(`${call}/speech`, { text });
    setText('');
  };
  return (
    <form className="words" onSubmit={onSubmit}>
      <input
        aria-label="Words to say"
        placeholder="Say something"
        value={text}
        autoComplete="off"
        onChange={({ target }) => setText(target.value)}
      />
      <button className="button" disabled={text.trim() === ''}>
        Say
      </button>
    </form>
  );
}
