import { type KeyboardEvent, useEffect } from 'react';
import { calls } from '../live/calls.ts';
import { isRunning, type SystemInfo, type Text } from '../live/shapes.ts';
import { usePart, useStore } from '../live/store.ts';
import { texts } from '../live/texts.ts';
import { CallView } from './call-view.tsx';
import { Dialler } from './dialler.tsx';
import { formatNumber } from './numbers.ts';
import { phoneLegs } from './phone-legs.ts';
import { type Phone, markTextsSeen } from './phone-list.ts';
import { type Screen, screens, showScreen } from './screens.ts';
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
  const legs = phoneLegs(useStore(calls), number);
  const current = legs.findLast(isRunning);
  const screen = usePart(screens, (all) => all[number] ?? 'support');
  const count = list.length;
  useEffect(() => markTextsSeen(number, count), [number, count]);
  const callId = current?.call.id;
  // A call takes over the screen, as on a real phone.
  useEffect(() => {
    if (callId !== undefined) showScreen(number, 'calls');
  }, [number, callId]);
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
            deskNumber={system.numbers[chosen.id]}
            title={chosen.title}
            hint={chosen.hint}
            list={list.filter(({ from, to }) => [from, to].includes(system.numbers[chosen.id]))}
          />
        )}
        {chosen.id === 'calls' &&
          (current ? (
            <CallView phoneLeg={current} key={current.call.id} />
          ) : (
            <Dialler key={number} phone={number} voice={system.numbers.voice} last={legs.at(-1)} />
          ))}
      </div>
      <ScreenTabs number={number} chosen={chosen.id} hasCall={current !== undefined} />
    </section>
  );
}

interface ScreenTabsProps {
  number: string;
  chosen: Screen;
  hasCall: boolean;
}

function ScreenTabs({ number, chosen, hasCall }: ScreenTabsProps) {
  const onKeyDown = (event: KeyboardEvent, id: Screen): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const index = SCREENS.findIndex((one) => one.id === id);
    const nextIndex = (index + step + SCREENS.length) % SCREENS.length;
    const next = SCREENS[nextIndex];
    if (next) showScreen(number, next.id);
    const tab = event.currentTarget.parentElement?.children[nextIndex];
    if (tab instanceof HTMLElement) tab.focus();
  };
  return (
    <div className="apps" role="tablist" aria-label="The phone's screens">
      {SCREENS.map(({ id, title }) => (
        <button
          key={id}
          type="button"
          role="tab"
          aria-selected={id === chosen}
          aria-controls={`screen-${number}`}
          tabIndex={id === chosen ? 0 : -1}
          onClick={() => showScreen(number, id)}
          onKeyDown={(event) => onKeyDown(event, id)}
        >
          {title}
          {id === 'calls' && hasCall && <span className="dot" aria-label="a call is on" role="img" />}
        </button>
      ))}
    </div>
  );
}
