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

/** Everything that happened: found, followed, looked at whole, and drawn exchange by exchange. */
export function Timeline() {
  const entries = useDeferredValue(useStore(live).entries);
  const wanted = useStore(filter);
  const chosenId = useStore(selectedEntry);
  const [isFollowing, follow] = useState(true);
  const shown = useMemo(() => applyFilter(entries, wanted), [entries, wanted]);
  const shownAtAll = useMemo(
    () => (wanted.reads ? entries : entries.filter(isNoteworthy)),
    [entries, wanted.reads],
  );
  const lanes = useMemo(() => lanesOf(entries), [entries]);
  const exchanges = useMemo(() => exchangesOf(shownAtAll), [shownAtAll]);
  const chosen = useMemo(() => entries.find(({ id }) => id === chosenId), [entries, chosenId]);
  const exchange = chosen?.exchange ?? (wanted.exchange || undefined);
  const open = (entry: Entry): void => {
    selectedEntry.set(entry.id);
    follow(false);
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
        <FollowButton isFollowing={isFollowing} onFollow={follow} />
      </header>
      <Filters lanes={lanes} exchanges={exchanges} />
      {shown.length === 0 ? (
        <p className="empty">
          {entries.length === 0
            ? 'Nothing has happened yet. Text the desk from a phone: each step of it appears here.'
            : 'Nothing fits. Show all, or look for something else.'}
        </p>
      ) : (
        <div className={chosenId === undefined && exchange === undefined ? 'split alone' : 'split'}>
          <EntryList
            label="Entries"
            entries={shown}
            isFollowing={isFollowing}
            onFollow={follow}
            onOpen={open}
          />
          {(chosenId !== undefined || exchange !== undefined) && (
            <div className="whole">
              {exchange !== undefined && <Diagram exchange={exchange} onOpen={open} chosen={chosenId} />}
              {chosenId !== undefined && (
                <EntryDetail id={chosenId} known={chosen} onClose={() => selectedEntry.set(undefined)} />
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
