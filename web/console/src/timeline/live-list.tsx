import { useDeferredValue, useMemo, useState } from 'react';
import { isNoteworthy } from '../live/read-exchanges.ts';
import type { Entry } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { live } from '../live/stream.ts';
import { EntryList } from './entry-list.tsx';
import { FollowButton } from './timeline.tsx';

/** The newest entries of the timeline, beside another view. */
export function LiveList({ onOpen }: { onOpen: (entry: Entry) => void }) {
  const all = useDeferredValue(useStore(live).entries);
  const entries = useMemo(() => all.filter(isNoteworthy), [all]);
  const [isFollowing, setFollowing] = useState(true);
  return (
    <section className="timeline" aria-labelledby="live-title">
      <header className="bar">
        <h2 id="live-title">What happens</h2>
        <FollowButton isFollowing={isFollowing} onFollow={setFollowing} />
      </header>
      {entries.length === 0 ? (
        <p className="empty">
          Nothing has happened yet. Text the desk from a phone: each step of it appears here.
        </p>
      ) : (
        <EntryList
          label="Newest entries"
          entries={entries}
          isFollowing={isFollowing}
          onFollow={setFollowing}
          onOpen={onOpen}
        />
      )}
    </section>
  );
}
