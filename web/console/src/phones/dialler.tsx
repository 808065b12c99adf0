import { type FormEvent, useState } from 'react';
import { request } from '../live/request.ts';
import { fetchCalls, storeCall } from '../live/calls.ts';
import { callShape } from '../live/shapes.ts';
import { attempt } from '../live/last-error.ts';
import { Transcript } from './call-view.tsx';
import type { PhoneLeg } from './transcript.ts';
import { Keypad } from './keypad.tsx';
import { parseDigits, formatNumber } from './numbers.ts';
import { useTranscript } from './use-transcript.ts';
import './dialler.css';

/** Calls a number from a phone; the desk's voice number stands there already. */
export function Dialler({
  phone,
  voice,
  last,
}: {
  phone: string;
  voice: string;
  last: PhoneLeg | undefined;
}) {
  const [number, write] = useState(voice);
  const to = parseDigits(number);
  const call = (event: FormEvent): void => {
    event.preventDefault();
    if (to !== undefined) void callFrom(phone, to);
  };
  return (
    <div className="dialler">
      {last ? (
        <LastCall part={last} />
      ) : (
        <p className="nothing">Call the desk: what the caller hears appears here as it is said.</p>
      )}
      <form onSubmit={call}>
        <input
          inputMode="tel"
          aria-label="Number to call"
          autoComplete="off"
          value={number}
          onChange={({ target }) => write(target.value)}
        />
        <Keypad label="Keypad" onKey={(key) => write((now) => (now === voice ? key : now + key))} />
        <button className="button round dial" disabled={to === undefined}>
          Call
        </button>
      </form>
    </div>
  );
}

/** Makes a call from a phone; the route answers when the call first waits for somebody. */
export async function callFrom(phone: string, to: string): Promise<void> {
  setTimeout(fetchCalls, 80);
  await attempt(async () =>
    storeCall(await request('/simulator/calls', callShape, { body: { from: phone, to } })),
  );
  fetchCalls();
}

function LastCall({ part }: { part: PhoneLeg }) {
  const lines = useTranscript(part);
  const { call, role } = part;
  return (
    <section className="last-call" aria-label="Last call">
      <h3>
        Last call{' '}
        <small>
          {role === 'caller' ? `to ${formatNumber(call.to)}` : `from ${call.user ?? formatNumber(call.from)}`}
        </small>
      </h3>
      <Transcript lines={lines} />
    </section>
  );
}
