import { attempt } from '../live/last-error.ts';
import { diff, type DiffLine, type Finding, type Item } from './items.ts';
import type { Draft } from './use-draft.ts';

const DIRECTIONS = ['incoming', 'outgoing'] as const;
export type Direction = (typeof DIRECTIONS)[number];

interface EditorHeaderProps {
  item: Item;
  onUse: (direction: Direction) => void;
}

/** The item's name, and for an NCCO which calls it answers. */
export function EditorHeader({ item: { name, kind, usedBy }, onUse }: EditorHeaderProps) {
  return (
    <header className="bar">
      <h3>{name}</h3>
      {kind === 'ncco' &&
        DIRECTIONS.map((direction) => {
          const isUsed = usedBy.includes(direction);
          return (
            <button
              key={direction}
              type="button"
              className="button small"
              aria-pressed={isUsed}
              disabled={isUsed}
              onClick={() => onUse(direction)}
            >
              {isUsed ? `Used for ${direction}` : `Use for ${direction}`}
            </button>
          );
        })}
    </header>
  );
}

/** Lets the person choose between their draft and a change in the table. */
export function ConflictBar({ draft }: { draft: Draft }) {
  return (
    <div className="bar meanwhile" role="status">
      <span>This was changed in the table since you began to write.</span>
      <button type="button" className="button small" onClick={draft.reset}>
        Take what is in the table
      </button>
      <button type="button" className="button small" onClick={draft.rebase}>
        Keep what I wrote
      </button>
    </div>
  );
}

interface DraftActionsProps {
  name: string;
  draft: Draft;
  findings: readonly Finding[];
  /** What the last action did; shown until the text is changed. */
  message: string;
  onDiff: (lines: DiffLine[]) => void;
}

/** The validator's summary, and what can be done with the draft. */
export function DraftActions({ name, draft, findings, message, onDiff }: DraftActionsProps) {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const showDiff = (): void =>
    void attempt(async () => {
      onDiff(await diff(name, draft.text));
    });
  return (
    <div className="bar actions">
      <span className="hint" role="status">
        {message && !draft.isChanged ? message : summarize(findings.length, errors)}
      </span>
      <button type="button" className="button small" disabled={!draft.isChanged} onClick={draft.reset}>
        Undo changes
      </button>
      <button
        type="button"
        className="button small primary"
        disabled={!draft.isChanged || errors > 0}
        onClick={showDiff}
      >
        Show the diff to save
      </button>
    </div>
  );
}

function summarize(all: number, errors: number): string {
  if (errors > 0) return `${errors} ${errors === 1 ? 'error' : 'errors'}: not saved like this`;
  return all === 0 ? 'Nothing is wrong with it' : `${all} ${all === 1 ? 'warning' : 'warnings'}`;
}
