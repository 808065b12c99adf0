import { useDeferredValue, useMemo, useState } from 'react';
import { Diagram } from '../diagram/diagram.tsx';
import { isNoteworthy } from '../live/read-exchanges.ts';
import type { Entry } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { live } from '../live/stream.ts';
import { selectedEntry } from './selection.ts';
import { EntryDetail } from './entry-detail.tsx';
import { EntryList } from './entry-list.tsx';
import { exchangesOf } from './exchanges.ts';
import { applyFilter, lanesOf } from './filter.ts';
import { filter } from './filter-store.ts';
import { Filters } from './filters.tsx';
import './timeline.css';

/** Everything that happened: searchable, live, each entry in full, each exchange as a diagram. */
export function Timeline() {
  const entries = useDeferredValue(useStore(live).entries);
  const current = useStore(filter);
  const selectedId = useStore(selectedEntry);
  const [isFollowing, setFollowing] = useState(true);
  const shown = useMemo(() => applyFilter(entries, current), [entries, current]);
  const listed = useMemo(
    () => (current.reads ? entries : entries.filter(isNoteworthy)),
    [entries, current.reads],
  );
  const lanes = useMemo(() => lanesOf(entries), [entries]);
  const exchanges = useMemo(() => exchangesOf(listed), [listed]);
  const selected = useMemo(() => entries.find(({ id }) => id === selectedId), [entries, selectedId]);
  const exchange = selected?.exchange ?? (current.exchange || undefined);
  const open = (entry: Entry): void => {
    selectedEntry.set(entry.id);
    setFollowing(false);
  };
  return (
    <section className="timeline" aria-labelledby="timeline-title">
      <header className="bar">
        <h2 id="timeline-title">Timeline</h2>
        <span className="hint" role="status">
          {shown.length === entries.length
            ? `${entries.length} entries`
            : `${shown.length} of ${entries.length} entries`}
        </span>
        <FollowButton isFollowing={isFollowing} onFollow={setFollowing} />
      </header>
      <Filters lanes={lanes} exchanges={exchanges} />
      {shown.length === 0 ? (
        <p className="empty">
          {entries.length === 0
            ? 'Nothing has happened yet. Text the desk from a phone: each step of it appears here.'
            : 'Nothing fits. Show all, or look for something else.'}
        </p>
      ) : (
        <div className={selectedId === undefined && exchange === undefined ? 'split alone' : 'split'}>
          <EntryList
            label="Entries"
            entries={shown}
            isFollowing={isFollowing}
            onFollow={setFollowing}
            onOpen={open}
          />
          {(selectedId !== undefined || exchange !== undefined) && (
            <div className="whole">
              {exchange !== undefined && <Diagram exchange={exchange} onOpen={open} selected={selectedId} />}
              {selectedId !== undefined && (
                <EntryDetail id={selectedId} known={selected} onClose={() => selectedEntry.set(undefined)} />
              )}
            </div>
          )}
        </div>
      )}
    </section>
  );
}

export function FollowButton({
  isFollowing,
  onFollow,
}: {
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
}) {
  return (
    <button type="button" className="button small" onClick={() => onFollow(!isFollowing)}>
      {isFollowing ? 'Pause' : 'Follow'}
    </button>
  );
}
