import { type KeyboardEvent, useEffect, useLayoutEffect, useState } from 'react';
import type { Entry } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { EntryRow } from './entry-row.tsx';
import { rowAfterKey } from './keyboard-move.ts';
import { highlightedEntry, selectedEntry } from './selection.ts';
import { useScrolledRows } from './use-scrolled-rows.ts';
import './entry-list.css';

const ROW_HEIGHT = 50;
/** A list scrolled this close to its end counts as at its end, px. */
const END_MARGIN = 30;

interface EntryListProps {
  entries: readonly Entry[];
  /** Whether the list stays scrolled to its end. */
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  onOpen: (entry: Entry) => void;
  label: string;
}

/** A long list of entries that renders only the visible rows. Arrow keys move, Enter opens. */
export function EntryList({ entries, isFollowing, onFollow, onOpen, label }: EntryListProps) {
  const { box, viewport, first, end, measure, scrollToRow } = useScrolledRows(entries.length, ROW_HEIGHT);
  const [activeId, setActiveId] = useState<number>();
  const selected = useStore(selectedEntry);
  const highlighted = useStore(highlightedEntry);
  const newest = entries.at(-1)?.id;
  // A tutorial scrolls to what it highlights.
  const staysAtEnd = isFollowing && highlighted === undefined;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !staysAtEnd) return;
    element.scrollTop = element.scrollHeight;
    measure();
  }, [box, measure, staysAtEnd, newest, entries.length, viewport.height]);

  useEffect(() => {
    if (highlighted !== undefined) scrollToRow(entries.findIndex(({ id }) => id === highlighted));
    // Not with each new entry: only when another one is highlighted.
  }, [highlighted]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const current = activeId === undefined ? -1 : entries.findIndex(({ id }) => id === activeId);
    const row = rowAfterKey(event.key, current, entries.length);
    const entry = entries[row ?? current];
    if (row === undefined && event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    if (!entry) return;
    if (row === undefined) return onOpen(entry);
    if (row < entries.length - 1) onFollow(false);
    setActiveId(entry.id);
    scrollToRow(row);
  };

  const onScroll = ({ scrollTop, clientHeight, scrollHeight }: HTMLElement): void => {
    measure();
    const isAtEnd = scrollTop + clientHeight >= scrollHeight - END_MARGIN;
    if (staysAtEnd && !isAtEnd && scrollTop < viewport.top) onFollow(false);
  };

  const rendered = entries.slice(first, end);
  const isActiveRendered = rendered.some(({ id }) => id === activeId);
  return (
    <div
      className="entries"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      {...(isActiveRendered && { 'aria-activedescendant': `entry-${activeId}` })}
      ref={box}
      onKeyDown={onKeyDown}
      onScroll={({ currentTarget }) => onScroll(currentTarget)}
    >
      <div role="presentation" className="rows" style={{ height: entries.length * ROW_HEIGHT }}>
        {rendered.map((entry, index) => (
          <EntryRow
            key={entry.id}
            entry={entry}
            top={(first + index) * ROW_HEIGHT}
            height={ROW_HEIGHT}
            position={first + index + 1}
            count={entries.length}
            isSelected={entry.id === selected}
            isActive={entry.id === activeId}
            isHighlighted={entry.id === highlighted}
            onOpen={(opened) => {
              setActiveId(opened.id);
              onOpen(opened);
            }}
          />
        ))}
      </div>
    </div>
  );
}
