import { useEffect, useRef, useState } from 'react';
import { formatNumber } from '../phone-number.ts';
import { useSpeech } from '../words/index.ts';
import type { Phone, PhoneCall } from './phone.ts';
import { phoneWords } from './words.ts';

const DTMF_KEYS = [...'123456789*0#'];

export interface CallCardProps {
  call: PhoneCall;
  phone: Phone;
  /** Runs an action and shows why it failed. */
  act: (action: () => Promise<void>) => void;
}

/** One call: the other party, its state and duration, and its controls. */
export function CallCard(props: CallCardProps) {
  const { call, phone, act } = props;
  const { language, times } = useSpeech();
  const words = phoneWords[language];
  const [showsKeys, setShowsKeys] = useState(false);
  const { id, direction, state } = call;
  const other = formatNumber(call.other);
  const seconds = useSecondsSince(call.since);
  const title = direction === 'inbound' ? words.from(other) : words.to(other);
  return (
    <li className="call-card" data-state={state} aria-label={title}>
      <div>
        <strong>{title}</strong>
        <span className="hint">
          {words.state[state]}
          {state === 'talking' && ` · ${times.duration(seconds)}`}
        </span>
      </div>
      <CallActions {...props} showsKeys={showsKeys} onToggleKeys={() => setShowsKeys(!showsKeys)} />
      {showsKeys && state === 'talking' && <DtmfKeys onKey={(key) => act(() => phone.press(id, key))} />}
    </li>
  );
}

interface CallActionsProps extends CallCardProps {
  showsKeys: boolean;
  onToggleKeys: () => void;
}

function CallActions({ call, phone, act, showsKeys, onToggleKeys }: CallActionsProps) {
  const { language } = useSpeech();
  const words = phoneWords[language];
  const once = useOnce(act);
  const { id, direction, state, muted } = call;
  return (
    <div className="call-acts">
      {state === 'ringing' && direction === 'inbound' && (
        <>
          <button
            type="button"
            className="button primary small"
            onClick={() => once('answer', () => phone.answer(id))}
            // Lets an agent answer with one key, unless the focus is somewhere already.
            autoFocus={document.activeElement === document.body}
          >
            {words.answer}
          </button>
          <button
            type="button"
            className="button danger small"
            onClick={() => once('reject', () => phone.reject(id))}
          >
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
          <button type="button" className="button small" aria-expanded={showsKeys} onClick={onToggleKeys}>
            {words.keys}
          </button>
        </>
      )}
      {(state === 'talking' || direction === 'outbound') && (
        <button
          type="button"
          className="button danger small"
          onClick={() => once('hang up', () => phone.hangUp(id))}
        >
          {words.hangUp}
        </button>
      )}
    </div>
  );
}

function DtmfKeys({ onKey }: { onKey: (key: string) => void }) {
  const { language } = useSpeech();
  const words = phoneWords[language];
  return (
    <div className="call-keys" role="group" aria-label={words.keys}>
      {DTMF_KEYS.map((key) => (
        <button
          key={key}
          type="button"
          className="button small"
          aria-label={words.key(key)}
          onClick={() => onKey(key)}
        >
          {key}
        </button>
      ))}
    </div>
  );
}

/** Ignores an action while the same one is running: Vonage would report the second click as an error. */
function useOnce(act: CallCardProps['act']): (name: string, action: () => Promise<void>) => void {
  const running = useRef(new Set<string>());
  return (name, action) => {
    if (running.current.has(name)) return;
    running.current.add(name);
    act(() => action().finally(() => running.current.delete(name)));
  };
}

function useSecondsSince(since: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.floor((now - since) / 1_000));
}
