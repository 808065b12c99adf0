import type { DiffLine } from './items.ts';

const NAMES = { '+': 'added', '-': 'removed', ' ': 'unchanged' } as const;

/** What saving would change, to be confirmed. */
export function DiffView({
  lines,
  onSave,
  onCancel,
}: {
  lines: readonly DiffLine[];
  onSave: () => void;
  onCancel: () => void;
}) {
  return (
    <section className="diff" aria-label="What changes">
      <pre tabIndex={0} aria-label="Diff">
        {lines.map(({ kind, text }, index) => (
          <span key={index} className={NAMES[kind]}>
            {kind !== ' ' && <span className="only-read">{NAMES[kind]}: </span>}
            {kind} {text}
            {'\n'}
          </span>
        ))}
      </pre>
      <div className="bar">
        <button type="button" className="button primary" onClick={onSave}>
          Save
        </button>
        <button type="button" className="button" onClick={onCancel}>
          Not yet
        </button>
      </div>
    </section>
  );
}
