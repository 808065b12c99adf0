import { type FormEvent, useEffect, useId, useState } from 'react';
import { calls } from '../live/calls.ts';
import { isRunning, type SystemInfo } from '../live/shapes.ts';
import { usePart, useStore } from '../live/store.ts';
import { fetchTexts, texts } from '../live/texts.ts';
import { Device } from './device.tsx';
import { parseDigits, nextNumber, formatNumber } from './numbers.ts';
import { phoneLegs } from './phone-legs.ts';
import { addPhone, choosePhone, phones, removePhone } from './phone-list.ts';
import { canSpeak, speaksAloud } from './speech.ts';
import './phones.css';

/** The customers' phones: a list of them, and the chosen one as a device. */
export function Phones({ system }: { system: SystemInfo }) {
  const { list, chosen } = useStore(phones);
  const [isAdding, setAdding] = useState(false);
  const isAloud = useStore(speaksAloud);
  const numbers = list.map(({ number }) => number).join(' ');
  useEffect(() => {
    for (const number of numbers.split(' ')) if (number !== '' && !texts.get()[number]) fetchTexts(number);
  }, [numbers]);
  const phone = list.find(({ number }) => number === chosen) ?? list[0];
  return (
    <section className="phones" aria-labelledby="phones-title">
      <header className="bar">
        <h2 id="phones-title">Phones</h2>
        {canSpeak() && (
          <button
            type="button"
            className="button small"
            aria-pressed={isAloud}
            onClick={() => speaksAloud.set(!isAloud)}
          >
            Speak aloud
          </button>
        )}
        <button
          type="button"
          className="button small"
          aria-expanded={isAdding}
          onClick={() => setAdding(!isAdding)}
        >
          Add a phone
        </button>
      </header>
      {isAdding && <AddPhone onDone={() => setAdding(false)} />}
      {list.length > 0 && (
        <ul className="phone-list" aria-label="All phones">
          {list.map(({ number, name, seen }) => (
            <PhoneChip
              key={number}
              number={number}
              name={name}
              seen={seen}
              isChosen={number === phone?.number}
              isAlone={list.length === 1}
            />
          ))}
        </ul>
      )}
      {phone ? (
        <Device phone={phone} system={system} key={phone.number} />
      ) : (
        <p className="empty">No phone yet. Add one: it texts and calls the desk as a customer would.</p>
      )}
    </section>
  );
}

function PhoneChip({
  number,
  name,
  seen,
  isChosen,
  isAlone,
}: {
  number: string;
  name: string;
  seen: number;
  isChosen: boolean;
  isAlone: boolean;
}) {
  const count = usePart(texts, (all) => all[number]?.length ?? 0);
  const state = usePart(calls, (all) => phoneLegs(all, number).findLast(isRunning)?.state);
  const unseen = isChosen ? 0 : Math.max(0, count - seen);
  const news = [
    ...(unseen > 0 ? [`${unseen} new`] : []),
    ...(state === 'ringing' ? ['rings'] : state ? ['in a call'] : []),
  ];
  return (
    <li className={isChosen ? 'chip chosen' : 'chip'}>
      <button
        type="button"
        aria-current={isChosen}
        aria-label={[`Choose phone ${name || number.slice(-4)}`, number, ...news].join(', ')}
        onClick={() => choosePhone(number)}
      >
        <span {...(name === '' && { className: 'end-of-number' })}>{name || number.slice(-4)}</span>
        {state && <span className={state === 'ringing' ? 'dot rings' : 'dot'} />}
        {unseen > 0 && <span className="news" data-news={unseen} />}
      </button>
      {isChosen && !isAlone && (
        <button
          type="button"
          className="remove"
          aria-label={`Remove phone ${number}`}
          onClick={() => removePhone(number)}
        >
          ×
        </button>
      )}
    </li>
  );
}

function AddPhone({ onDone }: { onDone: () => void }) {
  const [number, setNumber] = useState(() => nextNumber(phones.get().list));
  const [name, setName] = useState('');
  const [problem, setProblem] = useState('');
  const id = useId();
  const add = (event: FormEvent): void => {
    event.preventDefault();
    const digits = parseDigits(number);
    if (digits === undefined) return setProblem(`Write a number such as ${formatNumber('447700900001')}.`);
    addPhone(digits, name.trim());
    onDone();
  };
  return (
    <form className="adding card" onSubmit={add}>
      <div className="field">
        <label htmlFor={`${id}-number`}>Number</label>
        <input
          id={`${id}-number`}
          inputMode="tel"
          autoComplete="off"
          value={number}
          aria-describedby={problem ? `${id}-problem` : undefined}
          onChange={({ target }) => setNumber(target.value)}
        />
        {problem && (
          <p className="problem" id={`${id}-problem`} role="alert">
            {problem}
          </p>
        )}
      </div>
      <div className="field">
        <label htmlFor={`${id}-name`}>Name, if you like</label>
        <input
          id={`${id}-name`}
          autoComplete="off"
          maxLength={30}
          value={name}
          onChange={({ target }) => setName(target.value)}
        />
      </div>
      <button className="button primary">Add this phone</button>
    </form>
  );
}
