import { useEffect } from 'react';
import { calls } from '../live/calls.ts';
import { isRunning, type SystemInfo, type Text } from '../live/shapes.ts';
import { usePart, useStore } from '../live/store.ts';
import { texts } from '../live/texts.ts';
import { CallView } from './call-view.tsx';
import { Dialler } from './dialler.tsx';
import { phoneLegs } from './transcript.ts';
import { formatNumber } from './numbers.ts';
import { type Phone, markTextsSeen } from './phone-list.ts';
import { screens, showScreen } from './screens.ts';
import { Thread } from './thread.tsx';
import './device.css';

const NO_TEXTS: readonly Text[] = [];

const SCREENS = [
  {
    id: 'support',
    title: 'Support',
    hint: 'Write to support: a ticket is opened and its number comes back.',
  },
  { id: 'delivery', title: 'Delivery', hint: 'Deliveries are announced here. Reply with one of the digits.' },
  { id: 'calls', title: 'Calls', hint: '' },
] as const;

/** One customer's phone. */
export function Device({ phone, system }: { phone: Phone; system: SystemInfo }) {
  const { number, name } = phone;
  const list = usePart(texts, (all) => all[number] ?? NO_TEXTS);
  const parts = phoneLegs(useStore(calls), number);
  const on = parts.findLast(isRunning);
  const screen = usePart(screens, (all) => all[number] ?? 'support');
  const count = list.length;
  useEffect(() => markTextsSeen(number, count), [number, count]);
  const onId = on?.call.id;
  // A call takes the phone's screen, as it does on a phone.
  useEffect(() => {
    if (onId !== undefined) showScreen(number, 'calls');
  }, [number, onId]);
  const chosen = SCREENS.find(({ id }) => id === screen) ?? SCREENS[0];
  return (
    <section className="device" aria-label={`Phone ${number}`} data-phone={number}>
      <header>
        <strong>{name || formatNumber(number)}</strong>
        {name && <small>{formatNumber(number)}</small>}
      </header>
      <div className="screen" role="tabpanel" aria-label={chosen.title} id={`screen-${number}`}>
        {chosen.id !== 'calls' && (
          <Thread
            phone={number}
            ours={system.numbers[chosen.id]}
            title={chosen.title}
            hint={chosen.hint}
            list={list.filter(({ from, to }) => [from, to].includes(system.numbers[chosen.id]))}
          />
        )}
        {chosen.id === 'calls' &&
          (on ? (
            <CallView part={on} key={on.call.id} />
          ) : (
            <Dialler key={number} phone={number} voice={system.numbers.voice} last={parts.at(-1)} />
          ))}
      </div>
      <div className="apps" role="tablist" aria-label="The phone's screens">
        {SCREENS.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            role="tab"
            aria-selected={id === chosen.id}
            aria-controls={`screen-${number}`}
            tabIndex={id === chosen.id ? 0 : -1}
            onClick={() => showScreen(number, id)}
            onKeyDown={(event) => {
              const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
              if (step === 0) return;
              const at = SCREENS.findIndex((one) => one.id === id);
              const next = SCREENS[(at + step + SCREENS.length) % SCREENS.length];
              if (next) showScreen(number, next.id);
              const tabs = event.currentTarget.parentElement?.children;
              const tab = tabs?.[(at + step + SCREENS.length) % SCREENS.length];
              if (tab instanceof HTMLElement) tab.focus();
            }}
          >
            {title}
            {id === 'calls' && on && <span className="dot" aria-label="a call is on" role="img" />}
          </button>
        ))}
      </div>
    </section>
  );
}
