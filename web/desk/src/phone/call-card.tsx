import { useEffect, useRef, useState } from 'react';
import { formatNumber } from '../phone-number.ts';
import { useSpeech } from '../words/index.ts';
import type { Phone, PhoneCall } from './phone.ts';
import { phoneWords } from './words.ts';

const KEYS = [...'123456789*0#'];

export interface CallCardProps {
  call: PhoneCall;
  phone: Phone;
  /** Does what was asked, and shows what went wrong. */
  act: (work: () => Promise<void>) => void;
}

/** One call: who it is, how long it lasts, and what can be done with it. */
export function CallCard({ call, phone, act }: CallCardProps) {
  const { language, times } = useSpeech();
  const words = phoneWords[language];
  const [showsKeys, setShowsKeys] = useState(false);
  const { id, direction, state, muted } = call;
  const other = formatNumber(call.other);
  const seconds = useSeconds(call.since);
  const under = useRef(new Set<'answer' | 'reject' | 'hangUp'>());
  /** Pressed twice is done once: the second would be told that it cannot be done. */
  const once = (what: 'answer' | 'reject' | 'hangUp'): void => {
    if (under.current.has(what)) return;
    under.current.add(what);
    act(() => phone[what](id).finally(() => under.current.delete(what)));
  };
  const title = direction === 'inbound' ? words.from(other) : words.to(other);

  return (
    <li className="call-card" data-state={state} aria-label={title}>
      <div>
        <strong>{title}</strong>
        <span className="hint">
          {words.state[state]}
          {state === 'talking' && ` · ${times.lasting(seconds)}`}
        </span>
      </div>
      <div className="call-acts">
        {state === 'ringing' && direction === 'inbound' && (
          <>
            <button
              type="button"
              className="button primary small"
              onClick={() => once('answer')}
              // Whoever is called at the keyboard answers with one key.
              autoFocus={document.activeElement === document.body}
            >
              {words.answer}
            </button>
            <button type="button" className="button danger small" onClick={() => once('reject')}>
              {words.reject}
            </button>
          </>
        )}
        {state === 'talking' && (
          <>
            <button
              type="button"
              className="button small"
              aria-pressed={muted}
              onClick={() => act(() => phone.mute(id, !muted))}
            >
              {words.mute}
            </button>
            <button
              type="button"
              className="button small"
              aria-expanded={showsKeys}
              onClick={() => setShowsKeys(!showsKeys)}
            >
              {words.keys}
            </button>
          </>
        )}
        {(state === 'talking' || direction === 'outbound') && (
          <button type="button" className="button danger small" onClick={() => once('hangUp')}>
            {words.hangUp}
          </button>
        )}
      </div>
      {showsKeys && state === 'talking' && (
        <div className="call-keys" role="group" aria-label={words.keys}>
          {KEYS.map((digit) => (
            <button
              key={digit}
              type="button"
              className="button small"
              aria-label={words.key(digit)}
              onClick={() => act(() => phone.press(id, digit))}
            >
              {digit}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}

function useSeconds(since: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - since) / 1_000));
}
