import { type ReactNode, useEffect, useRef, useState } from 'react';
import { unknownShape, request } from '../live/request.ts';
import { onEntries } from '../live/stream.ts';
import { attempt } from '../live/last-error.ts';
import { CLOUD_FAULTS, type Fault, isKilling, KILL_AFTER, KILLABLE, VONAGE_FAULTS } from './catalog.ts';
import { ClockCard } from './clock-card.tsx';
import './faults.css';

const VONAGE = '/simulator/faults';
const CLOUD = '/cloud/faults';

/** Injects faults at Vonage and in the cloud, and moves the clock. */
export function Faults() {
  const [vonage, setVonage] = useState<unknown>();
  const [cloud, setCloud] = useState<unknown>();
  // Only the response to the latest request counts.
  const turns = useRef(0);
  const refresh = async (): Promise<void> => {
    const turn = (turns.current += 1);
    const [atVonage, inCloud] = await Promise.all([
      request(VONAGE, unknownShape),
      request(CLOUD, unknownShape),
    ]);
    if (turn !== turns.current) return;
    setVonage(atVonage);
    setCloud(inCloud);
  };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    void attempt(refresh);
    // Faults with a count are used up by requests.
    const stop = onEntries((_, isNew) => {
      if (!isNew) return;
      clearTimeout(timer);
      timer = setTimeout(() => void attempt(refresh), 300);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
  const set = (url: string, body: object): void =>
    void attempt(async () => {
      await request(url, unknownShape, { body });
      await refresh();
    });
  const clear = (): void =>
    void attempt(async () => {
      await Promise.all([VONAGE, CLOUD].map((url) => request(url, unknownShape, { method: 'DELETE' })));
      await refresh();
    });
  const isAnyOn =
    VONAGE_FAULTS.some(({ isOn }) => isOn(vonage)) ||
    CLOUD_FAULTS.some(({ isOn }) => isOn(cloud)) ||
    isKilling(cloud);
  return (
    <section className="faults" aria-labelledby="faults-title">
      <header className="bar">
        <h2 id="faults-title">Faults</h2>
        <span className="hint" role="status">
          {isAnyOn ? 'Something is made to go wrong' : 'Nothing is made to go wrong'}
        </span>
        <button type="button" className="button" disabled={!isAnyOn} onClick={clear}>
          Clear all faults
        </button>
      </header>
      <p className="hint">
        Switch a fault on, text or call from a phone, and see in the timeline what the desk makes of it.
      </p>
      <ClockCard />
      <Group title="At Vonage" faults={VONAGE_FAULTS} now={vonage} onSet={(body) => set(VONAGE, body)} />
      <Group title="In the cloud" faults={CLOUD_FAULTS} now={cloud} onSet={(body) => set(CLOUD, body)}>
        <Kill isOn={isKilling(cloud)} onSet={(body) => set(CLOUD, body)} />
      </Group>
    </section>
  );
}

function Group({
  title,
  faults,
  now,
  onSet,
  children,
}: {
  title: string;
  faults: readonly Fault[];
  now: unknown;
  onSet: (body: object) => void;
  children?: ReactNode;
}) {
  return (
    <section aria-label={title}>
      <h3>{title}</h3>
      <ul className="fault-list">
        {faults.map(({ title: name, does, body, off, isOn }) => {
          const on = isOn(now);
          return (
            <li key={name} className={on ? 'fault card on' : 'fault card'}>
              <button
                type="button"
                className="button"
                aria-pressed={on}
                onClick={() => onSet(on && off ? off : body)}
              >
                {name}
              </button>
              {on && <span className="badge">on</span>}
              <p>{does}</p>
            </li>
          );
        })}
        {children}
      </ul>
    </section>
  );
}

function Kill({ isOn, onSet }: { isOn: boolean; onSet: (body: object) => void }) {
  const [name, setName] = useState(KILLABLE[0] ?? '');
  const [after, setAfter] = useState('write 1');
  return (
    <li className={isOn ? 'fault card wide on' : 'fault card wide'}>
      <button
        type="button"
        className="button"
        aria-pressed={isOn}
        onClick={() => onSet({ kill: { function: name, after } })}
      >
        Kill a function
      </button>
      {isOn && <span className="badge">on</span>}
      <p>
        The function dies once, in the middle of its work; what it began is finished by the next to meet it.
      </p>
      <div className="which">
        <select aria-label="Function to kill" value={name} onChange={({ target }) => setName(target.value)}>
          {KILLABLE.map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
        <select aria-label="When it dies" value={after} onChange={({ target }) => setAfter(target.value)}>
          {KILL_AFTER.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </div>
    </li>
  );
}
