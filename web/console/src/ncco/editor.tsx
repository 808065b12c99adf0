import { useState } from 'react';
import { attempt, lastError } from '../live/last-error.ts';
import { RequestError } from '../live/request.ts';
import type { SystemInfo } from '../live/shapes.ts';
import { CallIt } from './call-it.tsx';
import { CodeArea } from './code-area.tsx';
import { DiffView } from './diff-view.tsx';
import { ConflictBar, type Direction, DraftActions, EditorHeader } from './editor-actions.tsx';
import { History } from './history.tsx';
import { type DiffLine, findingsIn, type Item, save, use } from './items.ts';
import { unsaved } from './unsaved.ts';
import { useDraft, useFindings } from './use-draft.ts';

interface EditorProps {
  item: Item;
  system: SystemInfo;
  /** Called when the item was changed in the table; resolves when it has been read again. */
  onChange: () => Promise<void>;
}

/** Edits one item as text, with the validator's findings; a change is saved only after its diff was shown. */
export function Editor({ item, system, onChange }: EditorProps) {
  const { name, kind, problems } = item;
  const draft = useDraft(item);
  const [findings, setFindings] = useFindings(name, draft.text);
  const [diffLines, setDiffLines] = useState<DiffLine[]>();
  const [message, setMessage] = useState('');
  /** Counts changes, so that the history is read again. */
  const [changes, setChanges] = useState(0);

  const onChanged = async (what: string): Promise<void> => {
    setMessage(what);
    setChanges(changes + 1);
    await onChange();
  };

  const onSave = async (): Promise<void> => {
    const { text, seen, reset } = draft;
    try {
      await save(name, text, seen);
      setDiffLines(undefined);
      lastError.set('');
      await onChanged('Saved. Callers hear it within ten seconds.');
      if (unsaved.get()[name]?.text === text) reset();
    } catch (error) {
      const status = error instanceof RequestError ? error.status : undefined;
      // Somebody else changed it: the editor shows the conflict once the item is read again.
      if (status === 409) await onChange();
      if (error instanceof RequestError && status === 422) setFindings(findingsIn(error.body));
      lastError.set(error instanceof Error ? error.message : 'It was not saved.');
      setDiffLines(undefined);
    }
  };

  const onUse = (direction: Direction): Promise<unknown> =>
    attempt(async () => {
      await use(direction, name);
      setMessage(`Answers ${direction} calls now.`);
      await onChange();
    });

  return (
    <div className="editor">
      <EditorHeader item={item} onUse={(direction) => void onUse(direction)} />
      {problems.length > 0 && (
        <ul className="problem" aria-label="Problems of what is in the table">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      <CodeArea label={`Text of ${name}`} text={draft.text} findings={findings} onChange={draft.write} />
      {draft.hasConflict && <ConflictBar draft={draft} />}
      <DraftActions name={name} draft={draft} findings={findings} message={message} onDiff={setDiffLines} />
      {diffLines && draft.isChanged && (
        <DiffView lines={diffLines} onSave={() => void onSave()} onCancel={() => setDiffLines(undefined)} />
      )}
      {kind === 'ncco' && (
        <>
          <CallIt item={item} system={system} isChanged={draft.isChanged} onUse={onUse} />
          <History key={changes} name={name} onRolledBack={() => onChanged('Gone back.')} />
        </>
      )}
    </div>
  );
}
