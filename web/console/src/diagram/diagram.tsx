import { useMemo } from 'react';
import type { Entry } from '../live/shapes.ts';
import { formatDuration } from '../timeline/time.ts';
import { Arrow, ArrowHeads } from './arrow.tsx';
import { type Lane, type Layout, layOut, type Step, truncate } from './layout.ts';
import { useExchange } from './use-exchange.ts';
import './diagram.css';

const HEADER_HEIGHT = 36;
const LANE_NAME_WIDTH = 140;

interface Selection {
  /** The id of the selected entry. */
  selected: number | undefined;
  onOpen: (entry: Entry) => void;
}

/** The sequence diagram of an exchange, and the same steps as a list. */
export function Diagram({ exchange, ...selection }: Selection & { exchange: string }) {
  const entries = useExchange(exchange);
  const layout = useMemo(() => layOut(entries), [entries]);
  if (entries.length === 0) return null;
  const { lanes, steps, width } = layout;
  return (
    <section className="diagram card" aria-labelledby="diagram-title">
      <header className="bar">
        <h3 id="diagram-title">The exchange, step by step</h3>
        <span className="hint">
          {entries.length} steps, {formatDuration(steps.at(-1)?.since ?? 0)}
        </span>
      </header>
      <div className="canvas" role="region" tabIndex={0} aria-label="Sequence diagram">
        <LaneNames lanes={lanes} width={width} />
        <Steps layout={layout} {...selection} />
      </div>
      <details>
        <summary>The same as a list</summary>
        <StepList steps={steps} {...selection} />
      </details>
    </section>
  );
}

function LaneNames({ lanes, width }: { lanes: readonly Lane[]; width: number }) {
  return (
    <svg className="lanes" width={width} height={HEADER_HEIGHT} aria-hidden="true">
      {lanes.map(({ name, x }) => (
        <g key={name}>
          <rect x={x - 72} y={4} width={144} height={26} rx={8} />
          <text x={x} y={21} textAnchor="middle">
            {truncate(name, LANE_NAME_WIDTH)}
          </text>
        </g>
      ))}
    </svg>
  );
}

function Steps({
  layout: { lanes, steps, width, height },
  selected,
  onOpen,
}: Selection & { layout: Layout }) {
  return (
    <svg className="steps" width={width} height={height} aria-hidden="true">
      <ArrowHeads />
      {lanes.map(({ name, x }) => (
        <line key={name} className="life" x1={x} x2={x} y1={0} y2={height} />
      ))}
      {steps.map((step) => (
        <Arrow
          key={step.entry.id}
          step={step}
          width={width}
          isSelected={step.entry.id === selected}
          onOpen={() => onOpen(step.entry)}
        />
      ))}
    </svg>
  );
}

function StepList({ steps, selected, onOpen }: Selection & { steps: readonly Step[] }) {
  return (
    <ol className="as-list" aria-label="Steps of the exchange">
      {steps.map(({ entry, since }) => (
        <li key={entry.id}>
          <button type="button" onClick={() => onOpen(entry)} aria-current={entry.id === selected}>
            +{formatDuration(since)} {entry.from === entry.to ? entry.from : `${entry.from} → ${entry.to}`}:{' '}
            {entry.title}
          </button>
        </li>
      ))}
    </ol>
  );
}
