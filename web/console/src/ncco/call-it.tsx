import { useState } from 'react';
import { request } from '../live/request.ts';
import { fetchCalls, storeCall } from '../live/calls.ts';
import { callShape, type SystemInfo } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { attempt } from '../live/last-error.ts';
import { advance } from '../faults/desk-clock.ts';
import { formatNumber } from '../phones/numbers.ts';
import { phones } from '../phones/phone-list.ts';
import { showScreen } from '../phones/screens.ts';
import type { Item } from './items.ts';

/** A change is heard when the functions read the table again, which they do after this. */
const CACHE_MS = 10_000;

/** Calls the desk, so that what was written is heard: from the phone beside it, or from Jane's app. */
export function CallIt({
  item: { name, usedBy },
  system,
  isChanged,
  onUse,
}: {
  item: Item;
  system: SystemInfo;
  isChanged: boolean;
  onUse: (direction: 'incoming' | 'outgoing') => Promise<unknown>;
}) {
  const { chosen, list } = useStore(phones);
  const [isCalling, setCalling] = useState(false);
  const phone = list.find(({ number }) => number === chosen)?.number ?? list[0]?.number;
  const [agent = 'Jane'] = system.agents;
  const isOutgoing = usedBy.includes('outgoing');
  const isUsed = isOutgoing || usedBy.includes('incoming');
  const call = async (): Promise<void> => {
    if (phone === undefined) return;
    setCalling(true);
    await attempt(async () => {
      if (!isUsed) await onUse('incoming');
      await advance(CACHE_MS);
      showScreen(phone, 'calls');
      setTimeout(fetchCalls, 100);
      const body = isOutgoing ? { user: agent, to: phone } : { from: phone, to: system.numbers.voice };
      storeCall(await request('/simulator/calls', callShape, { body }));
    });
    setCalling(false);
    fetchCalls();
  };
  const who = phone === undefined ? '' : formatNumber(phone);
  return (
    <section className="call-it card" aria-label="Call it now">
      <p>
        {phone === undefined && 'Add a phone first: it calls, and you watch what it hears.'}
        {phone !== undefined && isOutgoing && `${agent}’s app calls ${who}. Answer on the phone.`}
        {phone !== undefined && !isOutgoing && `${who} calls, and hears this on the phone at the left.`}
        {phone !== undefined && !isUsed && ` ${name} then answers incoming calls.`}
        <span className="hint">
          {' '}
          The clock moves ten seconds first, so that what was saved is what is heard.
        </span>
      </p>
      <button
        type="button"
        className="button primary"
        disabled={phone === undefined || isCalling || isChanged}
        onClick={() => void call()}
      >
        {isChanged ? 'Save first, then call' : 'Call it now'}
      </button>
    </section>
  );
}
