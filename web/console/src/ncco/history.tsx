import { useEffect, useState } from 'react';
import { attempt } from '../live/last-error.ts';
import { fetchVersions, rollBack, type Version } from './items.ts';

/** The versions of an item, each with a button that restores it. */
export function History({ name, onRolledBack }: { name: string; onRolledBack: () => Promise<void> }) {
  const [versions, setVersions] = useState<Version[]>();
  useEffect(() => {
    let isUnmounted = false;
    void attempt(async () => {
      const found = await fetchVersions(name);
      if (!isUnmounted) setVersions(found);
    });
    return () => {
      isUnmounted = true;
    };
  }, [name]);
  const restore = (to?: number): void =>
    void attempt(async () => {
      await rollBack(name, to);
      await onRolledBack();
    });
  const newest = Math.max(...(versions ?? []).map(({ number }) => number));
  return (
    <section className="history" aria-label="History">
      <h3>History</h3>
      {versions?.length === 0 && (
        <p className="hint">Not changed yet. Each save is kept here, with a way back.</p>
      )}
      <ol>
        {versions?.map(({ number, at, by, text }) => (
          <li key={number}>
            <details>
              <summary>
                Version {number}
                {at !== undefined && ` · ${new Date(at).toLocaleString()}`}
                {by && ` · ${by}`}
              </summary>
              <pre tabIndex={0} aria-label={`Text of version ${number}`}>
                {text}
              </pre>
            </details>
            {number === newest ? (
              <span className="badge">in use</span>
            ) : (
              <button
                type="button"
                className="button small"
                aria-label={`Go back to version ${number}`}
                onClick={() => restore(number)}
              >
                Go back
              </button>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
