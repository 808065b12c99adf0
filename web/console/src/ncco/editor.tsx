import { useEffect, useState } from 'react';
import { Refused } from '../live/ask.ts';
import type { Places } from '../live/shapes.ts';
import { attempt, trouble } from '../live/trouble.ts';
import { CallIt } from './call-it.tsx';
import { CodeArea } from './code-area.tsx';
import { DiffView } from './diff-view.tsx';
import { History } from './history.tsx';
import { check, diff, type DiffLine, type Finding, findingsIn, type Item, save, use } from './items.ts';

const CHECK_MS = 350;

/** One item as text, with what the validator says beside its lines; nothing is saved before its diff was shown. */
export function Editor({
  item,
  places,
  onChange,
}: {
  item: Item;
  places: Places;
  onChange: () => Promise<void>;
}) {
  const { name, kind, usedBy, problems } = item;
  /** What this text was written from; another's change since then is told, not overwritten. */
  const [seen, see] = useState(item.text);
  const [text, write] = useState(item.text);
  const [findings, find] = useState<Finding[]>([]);
  const [lines, setLines] = useState<DiffLine[]>();
  const [said, say] = useState('');
  const [changes, count] = useState(0);
  const isChanged = text !== seen;

  useEffect(() => {
    // Changed elsewhere, and not here: shown as it is now.
    if (!isChanged && item.text !== seen) {
      see(item.text);
      write(item.text);
    }
  }, [item.text, isChanged, seen]);

  useEffect(() => {
    const control = new AbortController();
    const timer = setTimeout(() => {
      check(name, text, control.signal).then(find, (error: unknown) => {
        if (!control.signal.aborted)
          trouble.set(error instanceof Error ? error.message : 'It was not checked.');
      });
    }, CHECK_MS);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [name, text]);

  const onSave = async (): Promise<void> => {
    try {
      const saved = await save(name, text, seen);
      see(saved.text);
      write(saved.text);
      setLines(undefined);
      trouble.set('');
      say('Saved. Callers hear it within ten seconds.');
      count(changes + 1);
      await onChange();
    } catch (error) {
      if (error instanceof Refused && error.status === 422) find(findingsIn(error.body));
      trouble.set(error instanceof Error ? error.message : 'It was not saved.');
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
      <CodeArea label={`Text of ${name}`} text={text} findings={findings} onChange={write} />
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
      {kind === 'ncco' && <CallIt item={item} places={places} isChanged={isChanged} onUse={onUse} />}
      {kind === 'ncco' && (
        <History
          key={changes}
          name={name}
          onRolledBack={async () => {
            // What is written here gives way: the item is shown as it is in the table now.
            write(seen);
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
