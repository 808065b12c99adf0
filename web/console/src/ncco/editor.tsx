import { useEffect, useState } from 'react';
import { RequestError } from '../live/request.ts';
import type { SystemInfo } from '../live/shapes.ts';
import { usePart } from '../live/store.ts';
import { attempt, lastError } from '../live/last-error.ts';
import { CallIt } from './call-it.tsx';
import { CodeArea } from './code-area.tsx';
import { DiffView } from './diff-view.tsx';
import { History } from './history.tsx';
import { check, diff, type DiffLine, type Finding, findingsIn, type Item, save, use } from './items.ts';
import { storeText, unsaved } from './unsaved.ts';

const CHECK_MS = 350;

/** One item as text, with what the validator says beside its lines; nothing is saved before its diff was shown. */
export function Editor({
  item,
  system,
  onChange,
}: {
  item: Item;
  system: SystemInfo;
  onChange: () => Promise<void>;
}) {
  const { name, kind, usedBy, problems } = item;
  const written = usePart(unsaved, (all) => all[name]);
  /** What this text was written from; another's change since then is told, not overwritten. */
  const seen = written?.seen ?? item.text;
  const text = written?.text ?? item.text;
  const write = (next: string, from = seen): void => storeText(name, next, from);
  const [findings, find] = useState<Finding[]>([]);
  const [lines, setLines] = useState<DiffLine[]>();
  const [said, say] = useState('');
  const [changes, count] = useState(0);
  const isChanged = text !== seen;

  useEffect(() => {
    const control = new AbortController();
    const timer = setTimeout(() => {
      check(name, text, control.signal).then(find, (error: unknown) => {
        if (!control.signal.aborted)
          lastError.set(error instanceof Error ? error.message : 'It was not checked.');
      });
    }, CHECK_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [name, text]);

  const onSave = async (): Promise<void> => {
    try {
      await save(name, text, seen);
      setLines(undefined);
      lastError.set('');
      say('Saved. Callers hear it within ten seconds.');
      count(changes + 1);
      await onChange();
      if (unsaved.get()[name]?.text === text) write(seen);
    } catch (error) {
      // What is there now stands beside what is written here.
      if (error instanceof RequestError && error.status === 409) await onChange();
      if (error instanceof RequestError && error.status === 422) find(findingsIn(error.body));
      lastError.set(error instanceof Error ? error.message : 'It was not saved.');
      setLines(undefined);
    }
  };
  const onUse = (direction: 'incoming' | 'outgoing'): Promise<unknown> =>
    attempt(async () => {
      await use(direction, name);
      say(`Answers ${direction} calls now.`);
      await onChange();
    });
  const errors = findings.filter(({ level }) => level === 'error').length;
  return (
    <div className="editor">
      <header className="bar">
        <h3>{name}</h3>
        {kind === 'ncco' && (
          <>
            {(['incoming', 'outgoing'] as const).map((direction) => (
              <button
                key={direction}
                type="button"
                className="button small"
                aria-pressed={usedBy.includes(direction)}
                disabled={usedBy.includes(direction)}
                onClick={() => void onUse(direction)}
              >
                {usedBy.includes(direction) ? `Used for ${direction}` : `Use for ${direction}`}
              </button>
            ))}
          </>
        )}
      </header>
      {problems.length > 0 && (
        <ul className="problem" aria-label="Problems of what is in the table">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <CodeArea label={`Text of ${name}`} text={text} findings={findings} onChange={(next) => write(next)} />
      {isChanged && item.text !== seen && item.text !== text && (
        <div className="bar meanwhile" role="status">
          <span>This was changed in the table since you began to write.</span>
          <button type="button" className="button small" onClick={() => write(seen)}>
            Take what is in the table
          </button>
          <button type="button" className="button small" onClick={() => write(text, item.text)}>
            Keep what I wrote
          </button>
        </div>
      )}
      <div className="bar actions">
        <span className="hint" role="status">
          {said && !isChanged ? said : verdict(findings.length, errors)}
        </span>
        <button type="button" className="button small" disabled={!isChanged} onClick={() => write(seen)}>
          Undo changes
        </button>
        <button
          type="button"
          className="button small primary"
          disabled={!isChanged || errors > 0}
          onClick={() =>
            void attempt(async () => {
              setLines(await diff(name, text));
            })
          }
        >
          Show the diff to save
        </button>
      </div>
      {lines && isChanged && (
        <DiffView lines={lines} onSave={() => void onSave()} onCancel={() => setLines(undefined)} />
      )}
      {kind === 'ncco' && <CallIt item={item} system={system} isChanged={isChanged} onUse={onUse} />}
      {kind === 'ncco' && (
        <History
          key={changes}
          name={name}
          onRolledBack={async () => {
            say('Gone back.');
            count(changes + 1);
            await onChange();
          }}
        />
      )}
    </div>
  );
}

function verdict(all: number, errors: number): string {
  if (errors > 0) return `${errors} ${errors === 1 ? 'error' : 'errors'}: not saved like this`;
  return all === 0 ? 'Nothing is wrong with it' : `${all} ${all === 1 ? 'warning' : 'warnings'}`;
}
