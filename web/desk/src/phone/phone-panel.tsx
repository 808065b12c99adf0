import { useEffect, useRef, useState, type FormEvent } from 'react';
import { alertAgent } from '../alert.ts';
import { maskNumber, parseNumber } from '../phone-number.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { CallCard } from './call-card.tsx';
import './phone-panel.css';
import type { PhoneCall } from './phone.ts';
import { usePhone } from './use-phone.ts';
import { phoneWords, type PhoneWords } from './words.ts';

export interface PhonePanelProps {
  session: Session;
  /** Whom the agent wants to call, and when that was asked, ms since the epoch: the same number again is a new wish. */
  dial: { number: string; at: number } | undefined;
}

/** The agent's phone: it rings, answers, rejects, mutes, hangs up and dials. */
export function PhonePanel({ session, dial }: PhonePanelProps) {
  const { language, words: speech } = useSpeech();
  const words = phoneWords[language];
  const { phone, state, connect } = usePhone(session);
  const [written, setWritten] = useState('');
  const [problem, setProblem] = useState('');
  const dialled = useRef<number>(undefined);
  const isDialling = useRef(false);
  useRinging(state.calls, words);

  const act = (work: () => Promise<void>): void => {
    setProblem('');
    work().catch((error: unknown) => setProblem(problemIn(error, words)));
  };

  const call = (number: string): void => {
    const parsed = parseNumber(number);
    if (!parsed.ok) return setProblem(speech.write.numberProblem[parsed.problem]);
    const to = parsed.e164.slice(1);
    // Pressed twice is called once.
    const isCalled = state.calls.some(({ direction, other }) => direction === 'outbound' && other === to);
    if (!phone || isDialling.current || isCalled) return;
    isDialling.current = true;
    act(() =>
      phone
        .dial(to)
        .then(() => setWritten(''))
        .finally(() => (isDialling.current = false)),
    );
  };

  useEffect(() => {
    if (!dial || !phone || dialled.current === dial.at) return;
    dialled.current = dial.at;
    call(`+${dial.number.replace(/^\+/, '')}`);
  });

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    call(written);
  };

  return (
    <section className="phone-panel" aria-label={words.phone}>
      <p className="phone-connection" data-connection={state.connection} role="status">
        {words.connection[state.connection]}
        {state.connection === 'off' && (
          <button type="button" className="button small" onClick={connect}>
            {words.connect}
          </button>
        )}
      </p>
      <form onSubmit={submit} noValidate>
        <input
          type="tel"
          aria-label={words.number}
          placeholder="+44 7700 900001"
          autoComplete="off"
          maxLength={40}
          value={written}
          onChange={({ target }) => setWritten(target.value)}
        />
        <button className="button" disabled={state.connection !== 'on' || written.trim() === ''}>
          {words.call}
        </button>
      </form>
      <p role="alert" className="problem">
        {problem}
      </p>
      {state.calls.length > 0 && (
        <ul>
          {phone && state.calls.map((one) => <CallCard key={one.id} call={one} phone={phone} act={act} />)}
        </ul>
      )}
    </section>
  );
}

/** A ringing call is noticed in a tab that nobody looks at, until it rings no more. */
function useRinging(calls: readonly PhoneCall[], words: PhoneWords): void {
  const ringing = calls.find(({ direction, state }) => direction === 'inbound' && state === 'ringing');
  const id = ringing?.id;
  const other = ringing?.other ?? '';
  useEffect(() => {
    if (id === undefined) return;
    return alertAgent({ kind: 'call', title: words.incoming, body: maskNumber(other) });
  }, [id, other, words]);
}

function problemIn(error: unknown, words: PhoneWords): string {
  if (error instanceof DOMException && ['NotAllowedError', 'NotFoundError'].includes(error.name))
    return words.microphone;
  return error instanceof Error && error.message !== '' ? `${words.trouble} ${error.message}` : words.trouble;
}
