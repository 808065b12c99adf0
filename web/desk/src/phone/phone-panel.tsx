import { useEffect, useRef, useState, type FormEvent } from 'react';
import { alertAgent } from '../alert.ts';
import { maskNumber, parseNumber } from '../phone-number.ts';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { CallCard } from './call-card.tsx';
import './phone-panel.css';
import type { Phone, PhoneCall } from './phone.ts';
import { usePhone } from './use-phone.ts';
import { phoneWords, type PhoneWords } from './words.ts';

export interface PhonePanelProps {
  session: Session;
  /** A number to call, requested elsewhere in the desk at `at`, ms since the epoch: the time identifies the request. */
  dial: { number: string; at: number } | undefined;
}

/** The agent's phone. */
export function PhonePanel({ session, dial }: PhonePanelProps) {
  const { language } = useSpeech();
  const words = phoneWords[language];
  const { phone, state, connect } = usePhone(session);
  const [number, setNumber] = useState('');
  const [problem, setProblem] = useState('');
  useRinging(state.calls, words);

  const act = (action: () => Promise<void>): void => {
    setProblem('');
    action().catch((error: unknown) => setProblem(describeError(error, words)));
  };
  const call = useDial({
    phone,
    calls: state.calls,
    act,
    onProblem: setProblem,
    onDialled: () => setNumber(''),
  });
  useDialRequest(dial, phone, call);

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
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          call(number);
        }}
        noValidate
      >
        <input
          type="tel"
          aria-label={words.number}
          placeholder="+44 7700 900001"
          autoComplete="off"
          maxLength={40}
          value={number}
          onChange={({ target }) => setNumber(target.value)}
        />
        <button className="button" disabled={state.connection !== 'on' || number.trim() === ''}>
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

interface DialOptions {
  phone: Phone | undefined;
  calls: readonly PhoneCall[];
  act: (action: () => Promise<void>) => void;
  onProblem: (problem: string) => void;
  onDialled: () => void;
}

/** Calls a number as an agent writes it; a second click does not call it twice. */
function useDial({ phone, calls, act, onProblem, onDialled }: DialOptions): (number: string) => void {
  const { words } = useSpeech();
  const isDialling = useRef(false);
  return (number) => {
    const parsed = parseNumber(number);
    if (!parsed.ok) return onProblem(words.write.numberProblem[parsed.problem]);
    const to = parsed.e164.slice(1);
    const isInCall = calls.some(({ direction, other }) => direction === 'outbound' && other === to);
    if (!phone || isDialling.current || isInCall) return;
    isDialling.current = true;
    act(() =>
      phone
        .dial(to)
        .then(onDialled)
        .finally(() => (isDialling.current = false)),
    );
  };
}

/** Calls the number that was requested elsewhere, once, as soon as there is a phone. */
function useDialRequest(
  request: PhonePanelProps['dial'],
  phone: Phone | undefined,
  call: (number: string) => void,
): void {
  const handledAt = useRef<number>(undefined);
  useEffect(() => {
    if (!request || !phone || handledAt.current === request.at) return;
    handledAt.current = request.at;
    call(`+${request.number.replace(/^\+/, '')}`);
  });
}

/** Alerts the agent while a call rings. */
function useRinging(calls: readonly PhoneCall[], words: PhoneWords): void {
  const ringing = calls.find(({ direction, state }) => direction === 'inbound' && state === 'ringing');
  const id = ringing?.id;
  const other = ringing?.other ?? '';
  useEffect(() => {
    if (id === undefined) return;
    return alertAgent({ kind: 'call', title: words.incoming, body: maskNumber(other) });
  }, [id, other, words]);
}

function describeError(error: unknown, words: PhoneWords): string {
  if (error instanceof DOMException && ['NotAllowedError', 'NotFoundError'].includes(error.name))
    return words.microphone;
  return error instanceof Error && error.message !== '' ? `${words.trouble} ${error.message}` : words.trouble;
}
