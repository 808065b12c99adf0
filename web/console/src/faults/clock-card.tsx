import { useEffect, useState } from 'react';
import { useStore } from '../live/store.ts';
import { attempt } from '../live/last-error.ts';
import { STEPS } from './catalog.ts';
import { advance, clockLead } from './desk-clock.ts';

const SECOND = 1_000;

/** The desk's clock, and buttons that move it. */
export function ClockCard() {
  const lead = useStore(clockLead) ?? 0;
  const [now, setNow] = useState(() => Date.now());
  const [isMoving, setMoving] = useState(false);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  const move = async (ms: number): Promise<void> => {
    setMoving(true);
    await attempt(() => advance(ms));
    setMoving(false);
  };
  const time = new Date(now + lead);
  return (
    <section className="clock card" aria-label="Clock">
      <div>
        <h3>The desk’s clock</h3>
        <p className="hint">Moves for everything at once: what becomes due meanwhile happens.</p>
      </div>
      <time dateTime={time.toISOString()}>
        {time.toLocaleDateString([], { weekday: 'short', day: 'numeric', month: 'short' })}{' '}
        <b>{time.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit' })}</b>
      </time>
      <div className="moves" role="group" aria-label="Move the clock">
        {STEPS.map(({ title, ms }) => (
          <button
            key={ms}
            type="button"
            className="button small"
            disabled={isMoving}
            onClick={() => void move(ms)}
          >
            {title}
          </button>
        ))}
      </div>
    </section>
  );
}
