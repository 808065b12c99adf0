import { useEffect, useMemo, useState } from 'react';
import * as z from 'zod/mini';
import { request } from '../live/request.ts';
import { type Entry, entryShape } from '../live/shapes.ts';
import { coalesce } from '../live/coalesce.ts';
import { live, onEntries } from '../live/stream.ts';
import { formatTime, formatDuration } from '../timeline/time.ts';
import { truncate, layOut, type Step } from './layout.ts';
import './diagram.css';

const shape = z.object({ id: z.string(), entries: z.array(entryShape) });
const HEAD = 36;
const SOON_MS = 250;

/** The sequence diagram of an exchange, and the same as a list. */
export function Diagram({
  exchange,
  chosen,
  onOpen,
}: {
  exchange: string;
  chosen: number | undefined;
  onOpen: (entry: Entry) => void;
}) {
  const entries = useExchange(exchange);
  const { lanes, steps, width, height } = useMemo(() => layOut(entries), [entries]);
  if (entries.length === 0) return null;
  return (
    <section className="diagram card" aria-labelledby="diagram-title">
      <header className="bar">
        <h3 id="diagram-title">The exchange, step by step</h3>
        <span className="hint">
          {entries.length} steps, {formatDuration(steps.at(-1)?.since ?? 0)}
        </span>
      </header>
      <div className="canvas" role="region" tabIndex={0} aria-label="Sequence diagram">
        <svg className="lanes" width={width} height={HEAD} aria-hidden="true">
          {lanes.map(({ name, x }) => (
            <g key={name}>
              <rect x={x - 72} y={4} width={144} height={26} rx={8} />
              <text x={x} y={21} textAnchor="middle">
                {truncate(name, 140)}
              </text>
            </g>
          ))}
        </svg>
        <svg className="steps" width={width} height={height} aria-hidden="true">
          <defs>
            {['plain', 'good', 'warn', 'bad'].map((tone) => (
              <marker
                key={tone}
                id={`head-${tone}`}
                className={`tone-${tone}`}
                viewBox="0 0 8 8"
                refX="7"
                refY="4"
                markerWidth="8"
                markerHeight="8"
                orient="auto"
              >
                <path d="M0 0 8 4 0 8z" />
              </marker>
            ))}
          </defs>
          {lanes.map(({ name, x }) => (
            <line key={name} className="life" x1={x} x2={x} y1={0} y2={height} />
          ))}
          {steps.map((step) => (
            <Arrow
              key={step.entry.id}
              step={step}
              width={width}
              isChosen={step.entry.id === chosen}
              onOpen={() => onOpen(step.entry)}
            />
          ))}
        </svg>
      </div>
      <details>
        <summary>The same as a list</summary>
        <ol className="as-list" aria-label="Steps of the exchange">
          {steps.map(({ entry, since }) => (
            <li key={entry.id}>
              <button type="button" onClick={() => onOpen(entry)} aria-current={entry.id === chosen}>
                +{formatDuration(since)}{' '}
                {entry.from === entry.to ? entry.from : `${entry.from} → ${entry.to}`}: {entry.title}
              </button>
            </li>
          ))}
        </ol>
      </details>
    </section>
  );
}

function Arrow({
  step: { entry, y, x1, x2, isSelf, since, label },
  width,
  isChosen,
  onOpen,
}: {
  step: Step;
  width: number;
  isChosen: boolean;
  onOpen: () => void;
}) {
  const { title, tone, at } = entry;
  const isBack = entry.kind === 'response';
  return (
    <g className={isChosen ? `step tone-${tone} chosen` : `step tone-${tone}`} onClick={onOpen}>
      <title>{`${title} (${formatTime(at)})`}</title>
      <rect className="band" x={0} y={y - 30} width={width} height={42} />
      <text className="since" x={4} y={y + 4}>
        +{formatDuration(since)}
      </text>
      {isSelf ? (
        <path d={`M${x1} ${y - 9}h${x2 - x1}v12H${x1 + 3}`} markerEnd={`url(#head-${tone})`} />
      ) : (
        <line
          x1={x1}
          x2={x2 + (x2 > x1 ? -2 : 2)}
          y1={y}
          y2={y}
          markerEnd={`url(#head-${tone})`}
          {...(isBack && { strokeDasharray: '5 4' })}
        />
      )}
      <text x={label.x} y={isSelf ? y + 1 : y - 8} textAnchor={label.anchor}>
        {truncate(title, label.width)}
      </text>
    </g>
  );
}

/** An exchange's entries, fetched again when more of it happens. */
function useExchange(id: string): readonly Entry[] {
  const [found, find] = useState<{ id: string; entries: readonly Entry[] }>();
  useEffect(() => {
    let isOver = false;
    const fetchIt = coalesce(async (exchange) => {
      const { entries } = await request(`/console/exchanges/${encodeURIComponent(exchange)}`, shape);
      if (!isOver) find({ id: exchange, entries });
    }, SOON_MS);
    void request(`/console/exchanges/${encodeURIComponent(id)}`, shape).then(
      ({ entries }) => {
        if (!isOver) find({ id, entries });
      },
      () => undefined,
    );
    const stop = onEntries((batch) => {
      if (batch.some(({ exchange }) => exchange === id)) fetchIt(id);
    });
    return () => {
      isOver = true;
      stop();
    };
  }, [id]);
  // What the server does not keep any more may still be on this page.
  const known = useMemo(() => live.get().entries.filter(({ exchange }) => exchange === id), [id]);
  return found?.id === id ? found.entries : known;
}
