import { useState } from 'react';
import { advance } from '../faults/desk-clock.ts';
import { fetchCalls, storeCall } from '../live/calls.ts';
import { attempt } from '../live/last-error.ts';
import { request } from '../live/request.ts';
import { callShape, type SystemInfo } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { formatNumber } from '../phones/numbers.ts';
import { phones } from '../phones/phone-list.ts';
import { showScreen } from '../phones/screens.ts';
import type { Direction } from './editor-actions.tsx';
import type { Item } from './items.ts';

/** How long functions cache the table: a change is heard after this. */
const CACHE_MS = 10_000;

interface CallItProps {
  item: Item;
  system: SystemInfo;
  isChanged: boolean;
  onUse: (direction: Direction) => Promise<unknown>;
}

/** Calls the desk so that the saved item is heard: from the chosen phone, or from an agent's app for outgoing calls. */
export function CallIt({ item: { name, usedBy }, system, isChanged, onUse }: CallItProps) {
  const { chosen, list } = useStore(phones);
  const [isCalling, setCalling] = useState(false);
  const phone = list.find(({ number }) => number === chosen)?.number ?? list[0]?.number;
  const [agent = 'Jane'] = system.agents;
  const isOutgoing = usedBy.includes('outgoing');
  const isUsed = isOutgoing || usedBy.includes('incoming');
  const call = async (customer: string): Promise<void> => {
    setCalling(true);
    await attempt(async () => {
      if (!isUsed) await onUse('incoming');
      await advance(CACHE_MS);
      showScreen(customer, 'calls');
      setTimeout(fetchCalls, 100);
      const body = isOutgoing ? { user: agent, to: customer } : { from: customer, to: system.numbers.voice };
      storeCall(await request('/simulator/calls', callShape, { body }));
    });
    setCalling(false);
    fetchCalls();
  };
  return (
    <section className="call-it card" aria-label="Call it now">
      <p>
        {describeCall({ name, phone, agent, isOutgoing, isUsed })}
        <span className="hint">
          {' '}
          The clock moves ten seconds first, so that what was saved is what is heard.
        </span>
      </p>
      <button
        type="button"
        className="button primary"
        disabled={phone === undefined || isCalling || isChanged}
        onClick={() => phone !== undefined && void call(phone)}
      >
        {isChanged ? 'Save first, then call' : 'Call it now'}
      </button>
    </section>
  );
}

interface PlannedCall {
  name: string;
  phone: string | undefined;
  agent: string;
  isOutgoing: boolean;
  isUsed: boolean;
}

function describeCall({ name, phone, agent, isOutgoing, isUsed }: PlannedCall): string {
  if (phone === undefined) return 'Add a phone first: it calls, and you watch what it hears.';
  const who = formatNumber(phone);
  if (isOutgoing) return `${agent}’s app calls ${who}. Answer on the phone.`;
  const call = `${who} calls, and hears this on the phone at the left.`;
  return isUsed ? call : `${call} ${name} then answers incoming calls.`;
}
