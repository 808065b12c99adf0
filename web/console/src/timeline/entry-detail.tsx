import { useEffect, useState } from 'react';
import * as z from 'zod/mini';
import { request } from '../live/request.ts';
import { type Entry, entryShape } from '../live/shapes.ts';
import { kindName } from './entry-row.tsx';
import { formatTime, formatDuration } from './time.ts';
import { formatValue, formatFieldName } from './format-value.ts';
import './entry-detail.css';

const shape = z.object({ entry: entryShape, whole: z.unknown() });

/** One entry in full: request and response, how it was authenticated, consumed capacity, log lines. */
export function EntryDetail({
  id,
  known,
  onClose,
}: {
  id: number;
  known: Entry | undefined;
  onClose: () => void;
}) {
  const [fetched, setFetched] = useState<{ id: number; entry: Entry; whole: unknown }>();
  const [problem, setProblem] = useState('');
  useEffect(() => {
    const control = new AbortController();
    setProblem('');
    request(`/console/entries/${id}`, shape, { signal: control.signal }).then(
      ({ entry, whole }) => setFetched({ id, entry, whole }),
      (error: unknown) => {
        if (!control.signal.aborted)
          setProblem(error instanceof Error ? error.message : 'It cannot be read.');
      },
    );
    return () => control.abort();
  }, [id]);
  const entry = fetched?.id === id ? fetched.entry : known;
  return (
    <section className="detail" aria-label="Entry">
      <header className="bar">
        <h3>{entry?.title ?? 'Entry'}</h3>
        <button type="button" className="button small" onClick={onClose}>
          Close
        </button>
      </header>
      {entry && (
        <p className="hint">
          {kindName(entry.kind)} · {entry.from === entry.to ? entry.from : `${entry.from} → ${entry.to}`} ·{' '}
          {formatTime(entry.at)}
          {entry.ms !== undefined && ` · ${formatDuration(entry.ms)}`}
          {entry.note !== undefined && ` · ${entry.note}`}
        </p>
      )}
      {problem && <p className="problem">{problem}</p>}
      {fetched?.id === id && <Whole value={fetched.whole} />}
    </section>
  );
}

/** The fields that are above the others already. */
const SHOWN_ABOVE = new Set(['type', 'kind', 'at', 'id']);

/** All other fields; JSON is indented. */
function Whole({ value }: { value: unknown }) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return value === undefined || value === null ? null : <pre tabIndex={0}>{formatValue(value).text}</pre>;
  }
  return (
    <dl>
      {Object.entries(value)
        .filter(
          ([name, part]) => !SHOWN_ABOVE.has(name) && part !== undefined && part !== null && part !== '',
        )
        .map(([name, part]) => {
          const { text, isLong } = formatValue(part);
          return (
            <div key={name} className={isLong ? 'long' : 'short'}>
              <dt>{formatFieldName(name)}</dt>
              <dd>
                {isLong ? (
                  <pre tabIndex={0} aria-label={formatFieldName(name)}>
                    {text}
                  </pre>
                ) : (
                  <code>{text}</code>
                )}
              </dd>
            </div>
          );
        })}
    </dl>
  );
}
