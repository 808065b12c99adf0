import { useId } from 'react';
import { KINDS } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { kindName } from './entry-row.tsx';
import { filter } from './filter-store.ts';
import { type Filter, isFiltering, NO_FILTER } from './filter.ts';
import './filters.css';

interface FiltersProps {
  lanes: string[];
  exchanges: { id: string; title: string }[];
}

const change = (changes: Partial<Filter>): void => filter.change((now) => ({ ...now, ...changes }));

/** Chooses which entries the timeline shows. */
export function Filters({ lanes, exchanges }: FiltersProps) {
  const current = useStore(filter);
  return (
    <search className="filters">
      <input
        type="search"
        aria-label="Find in the timeline"
        placeholder="Find: a number, a table, a function …"
        value={current.text}
        onChange={({ target }) => change({ text: target.value })}
      />
      <LaneSelect lane={current.lane} lanes={lanes} />
      <ExchangeSelect exchange={current.exchange} exchanges={exchanges} />
      <KindChoice kinds={current.kinds} />
      <label className="reads">
        <input
          type="checkbox"
          checked={current.reads}
          onChange={({ target }) => change({ reads: target.checked })}
        />{' '}
        Look-ups of the desks
      </label>
      {isFiltering(current) && (
        <button type="button" className="button small" onClick={() => filter.set(NO_FILTER)}>
          Show all
        </button>
      )}
    </search>
  );
}

function LaneSelect({ lane, lanes }: Pick<Filter, 'lane'> & Pick<FiltersProps, 'lanes'>) {
  // The chosen lane stays an option when its entries are gone.
  const options = lane === '' || lanes.includes(lane) ? lanes : [lane, ...lanes];
  return (
    <select
      aria-label="Who takes part"
      value={lane}
      onChange={({ target }) => change({ lane: target.value })}
    >
      <option value="">Everybody</option>
      {options.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function ExchangeSelect({ exchange, exchanges }: Pick<Filter, 'exchange'> & Pick<FiltersProps, 'exchanges'>) {
  const isListed = exchange === '' || exchanges.some(({ id }) => id === exchange);
  return (
    <select
      aria-label="Exchange"
      value={exchange}
      onChange={({ target }) => change({ exchange: target.value })}
    >
      <option value="">All exchanges</option>
      {!isListed && <option value={exchange}>The chosen one</option>}
      {exchanges.map(({ id, title }) => (
        <option key={id} value={id}>
          {title}
        </option>
      ))}
    </select>
  );
}

function KindChoice({ kinds }: Pick<Filter, 'kinds'>) {
  const id = useId();
  const toggle = (kind: string, isOn: boolean): void =>
    change({ kinds: isOn ? [...kinds, kind] : kinds.filter((one) => one !== kind) });
  return (
    <details className="kinds">
      <summary className="button small" id={`${id}-kinds`}>
        {kinds.length === 0 ? 'All kinds' : `Kinds: ${kinds.length}`}
      </summary>
      <fieldset aria-labelledby={`${id}-kinds`} className="card">
        {KINDS.map((kind) => (
          <label key={kind}>
            <input
              type="checkbox"
              checked={kinds.includes(kind)}
              onChange={({ target }) => toggle(kind, target.checked)}
            />{' '}
            {kindName(kind)}
          </label>
        ))}
      </fieldset>
    </details>
  );
}
