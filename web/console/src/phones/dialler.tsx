import { type FormEvent, useState } from 'react';
import { request } from '../live/request.ts';
import { fetchCalls, storeCall } from '../live/calls.ts';
import { callShape } from '../live/shapes.ts';
import { attempt } from '../live/last-error.ts';
import { Transcript } from './call-view.tsx';
import { Keypad } from './keypad.tsx';
import { parseDigits, formatNumber } from './numbers.ts';
import type { PhoneLeg } from './phone-legs.ts';
import { useTranscript } from './use-transcript.ts';
import './dialler.css';

/** Calls a number from a phone; the desk's voice number is entered already. */
export function Dialler({
  phone,
  voice,
  last,
}: {
  phone: string;
  voice: string;
  last: PhoneLeg | undefined;
}) {
  const [number, setNumber] = useState(voice);
  const to = parseDigits(number);
  const call = (event: FormEvent): void => {
    event.preventDefault();
    if (to !== undefined) void callFrom(phone, to);
  };
  return (
    <div className="dialler">
      {last ? (
        <LastCall phoneLeg={last} />
      ) : (
        <p className="nothing">Call the desk: what the caller hears appears here as it is said.</p>
      )}
      <form onSubmit={call}>
        <input
          inputMode="tel"
          aria-label="Number to call"
          autoComplete="off"
          value={number}
          onChange={({ target }) => setNumber(target.value)}
        />
        <Keypad label="Keypad" onKey={(key) => setNumber((now) => (now === voice ? key : now + key))} />
        <button className="button round dial" disabled={to === undefined}>
          Call
        </button>
      </form>
    </div>
  );
}

/** Makes a call from a phone; the response comes when the call first waits for somebody. */
export async function callFrom(phone: string, to: string): Promise<void> {
  setTimeout(fetchCalls, 80);
  await attempt(async () =>
    storeCall(await request('/simulator/calls', callShape, { body: { from: phone, to } })),
  );
  fetchCalls();
}

function LastCall({ phoneLeg }: { phoneLeg: PhoneLeg }) {
  const lines = useTranscript(phoneLeg);
  const { call, role } = phoneLeg;
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
