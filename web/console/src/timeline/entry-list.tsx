import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Entry } from '../live/shapes.ts';
import { useStore } from '../live/store.ts';
import { selectedEntry, highlightedEntry } from './selection.ts';
import { EntryRow } from './entry-row.tsx';
import { visibleRows, scrollTopShowing } from './visible-rows.ts';
import './entry-list.css';

const ROW_HEIGHT = 50;
/** Nearer to the end than this is at the end. */
const NEAR = 30;
const PAGE = 10;

/** A long list of entries of which only the rows in sight are drawn. Arrow keys move, Enter opens. */
export function EntryList({
  entries,
  isFollowing,
  onFollow,
  onOpen,
  label,
}: {
  entries: readonly Entry[];
  isFollowing: boolean;
  onFollow: (isFollowing: boolean) => void;
  onOpen: (entry: Entry) => void;
  label: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [view, look] = useState({ top: 0, height: 600 });
  const [activeId, setActive] = useState<number>();
  const chosen = useStore(selectedEntry);
  const pointed = useStore(highlightedEntry);
  const newest = entries.at(-1)?.id;

  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return undefined;
    const measure = (): void => look({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !isFollowing || pointed !== undefined) return;
    element.scrollTop = element.scrollHeight;
    look({ top: element.scrollTop, height: element.clientHeight });
  }, [isFollowing, newest, entries.length, view.height, pointed]);

  const at = (id: number | undefined): number =>
    id === undefined ? -1 : entries.findIndex((entry) => entry.id === id);
  const bring = (row: number): void => {
    const element = box.current;
    if (!element || row < 0) return;
    element.scrollTop = scrollTopShowing(row, {
      rowHeight: ROW_HEIGHT,
      top: element.scrollTop,
      height: element.clientHeight,
    });
    look({ top: element.scrollTop, height: element.clientHeight });
  };
  useEffect(() => {
    if (pointed === undefined) return;
    const row = entries.findIndex(({ id }) => id === pointed);
    const element = box.current;
    if (!element || row < 0) return;
    element.scrollTop = scrollTopShowing(row, {
      rowHeight: ROW_HEIGHT,
      top: element.scrollTop,
      height: element.clientHeight,
    });
    // Only when attention moves, not with each new entry.
  }, [pointed]);

  const move = (event: KeyboardEvent): void => {
    const now = at(activeId);
    const rows: Readonly<Record<string, number>> = {
      ArrowDown: now < 0 ? entries.length - 1 : now + 1,
      ArrowUp: now < 0 ? entries.length - 1 : now - 1,
      PageDown: now + PAGE,
      PageUp: now - PAGE,
      Home: 0,
      End: entries.length - 1,
    };
    const wanted = rows[event.key];
    if (wanted !== undefined) {
      event.preventDefault();
      const row = Math.min(entries.length - 1, Math.max(0, wanted));
      const entry = entries[row];
      if (!entry) return;
      if (row < entries.length - 1) onFollow(false);
      setActive(entry.id);
      bring(row);
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      const entry = entries[now];
      if (entry) onOpen(entry);
    }
  };

  const { first, end } = visibleRows({ count: entries.length, rowHeight: ROW_HEIGHT, ...view });
  const drawn = entries.slice(first, end);
  const isActiveDrawn = drawn.some(({ id }) => id === activeId);
  return (
    <div
      className="entries"
      role="listbox"
      tabIndex={0}
      aria-label={label}
      {...(isActiveDrawn && { 'aria-activedescendant': `entry-${activeId}` })}
      ref={box}
      onKeyDown={move}
      onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
        look({ top: scrollTop, height: clientHeight });
        const isAtEnd = scrollTop + clientHeight >= scrollHeight - NEAR;
        if (isFollowing && pointed === undefined && !isAtEnd && scrollTop < view.top) onFollow(false);
      }}
    >
      <div role="presentation" className="rows" style={{ height: entries.length * ROW_HEIGHT }}>
        {drawn.map((entry, index) => (
          <EntryRow
            key={entry.id}
            entry={entry}
            top={(first + index) * ROW_HEIGHT}
            height={ROW_HEIGHT}
            position={first + index + 1}
            count={entries.length}
            isChosen={entry.id === chosen}
            isActive={entry.id === activeId}
            isPointed={entry.id === pointed}
            onOpen={(opened) => {
              setActive(opened.id);
              onOpen(opened);
            }}
          />
        ))}
      </div>
    </div>
  );
}
