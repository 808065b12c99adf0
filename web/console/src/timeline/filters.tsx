import { useId } from 'react';
import { KINDS } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { isFiltering, NO_FILTER } from './filter.ts';
import { filter } from './filter-store.ts';
import { kindName } from './entry-row.tsx';
import './filters.css';

/** What of the timeline is shown. */
export function Filters({
  lanes,
  exchanges,
}: {
  lanes: string[];
  exchanges: { id: string; title: string }[];
}) {
  const wanted = useStore(filter);
  const id = useId();
  const { kinds, lane, exchange, text } = wanted;
  const isThere = exchange === '' || exchanges.some((one) => one.id === exchange);
  return (
    <search className="filters">
      <input
        type="search"
        aria-label="Find in the timeline"
        placeholder="Find: a number, a table, a function …"
        value={text}
        onChange={({ target }) => filter.set({ ...wanted, text: target.value })}
      />
      <select
        aria-label="Who takes part"
        value={lane}
        onChange={({ target }) => filter.set({ ...wanted, lane: target.value })}
      >
        <option value="">Everybody</option>
        {(lane === '' || lanes.includes(lane) ? lanes : [lane, ...lanes]).map((name) => (
          <option key={name}>{name}</option>
        ))}
      </select>
      <select
        aria-label="Exchange"
        value={exchange}
        onChange={({ target }) => filter.set({ ...wanted, exchange: target.value })}
      >
        <option value="">All exchanges</option>
        {!isThere && <option value={exchange}>The chosen one</option>}
        {exchanges.map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}
          </option>
        ))}
      </select>
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
                onChange={({ target }) =>
                  filter.set({
                    ...wanted,
                    kinds: target.checked ? [...kinds, kind] : kinds.filter((one) => one !== kind),
                  })
                }
              />{' '}
              {kindName(kind)}
            </label>
          ))}
        </fieldset>
      </details>
      <label className="reads">
        <input
          type="checkbox"
          checked={wanted.reads}
          onChange={({ target }) => filter.set({ ...wanted, reads: target.checked })}
        />{' '}
        Look-ups of the desks
      </label>
      {isFiltering(wanted) && (
        <button type="button" className="button small" onClick={() => filter.set(NO_FILTER)}>
          Show all
        </button>
      )}
    </search>
  );
}
