import { memo } from 'react';
import type { Entry } from '../live/shapes.ts';
import { formatTime, formatDuration } from './time.ts';

const KIND_NAMES: Readonly<Record<string, string>> = {
  'vonage-api': 'Vonage API',
  dynamodb: 'DynamoDB',
};

export const kindName = (kind: string): string => KIND_NAMES[kind] ?? kind;

interface Row {
  entry: Entry;
  top: number;
  height: number;
  position: number;
  count: number;
  isSelected: boolean;
  isActive: boolean;
  isHighlighted: boolean;
  onOpen: (entry: Entry) => void;
}

/** One entry as a row of the list. */
export const EntryRow = memo(function EntryRow({
  entry,
  top,
  height,
  position,
  count,
  isSelected,
  isActive,
  isHighlighted,
  onOpen,
}: Row) {
  const { id, at, kind, from, to, title, tone, ms, note } = entry;
  const classes = ['entry', `tone-${tone}`, isActive && 'active', isHighlighted && 'pointed']
    .filter(Boolean)
    .join(' ');
  return (
    <div
      id={`entry-${id}`}
      role="option"
      aria-selected={isSelected}
      aria-posinset={position}
      aria-setsize={count}
      className={classes}
      style={{ transform: `translateY(${top}px)`, height }}
      data-kind={kind}
      onClick={() => onOpen(entry)}
    >
      <span className="kind">{kindName(kind)}</span>
      <span className="title">{title}</span>
      <time>{formatTime(at)}</time>
      <span className="way">
        {from === to ? from : `${from} → ${to}`}
        {note !== undefined && ` · ${note}`}
      </span>
      <span className="ms">{ms === undefined ? '' : formatDuration(ms)}</span>
    </div>
  );
}, isSameRow);

/** Ignores `onOpen`, which is a new function with each render but does the same. */
function isSameRow(old: Readonly<Row>, now: Readonly<Row>): boolean {
  return (
    old.entry === now.entry &&
    old.top === now.top &&
    old.count === now.count &&
    old.isSelected === now.isSelected &&
    old.isActive === now.isActive &&
    old.isHighlighted === now.isHighlighted
  );
}
