import { useSpeech } from '../words/index.ts';
import { Dialog } from '../dialog.tsx';

/** Which keys do what. */
export function ShortcutsDialog({ singleKeys, onClose }: { singleKeys: boolean; onClose: () => void }) {
  const { words } = useSpeech();
  const { shortcuts } = words;
  const always: [keys: string[], what: string][] = [
    [['Ctrl+Enter', '⌘+Enter'], shortcuts.send],
    [['Esc'], shortcuts.back],
    [['↑', '↓'], shortcuts.move],
    [['Enter'], shortcuts.open],
  ];
  const single: [keys: string[], what: string][] = [
    [['r'], shortcuts.reply],
    [['g'], shortcuts.list],
    [['n'], shortcuts.write],
    [['?'], shortcuts.help],
  ];
  return (
    <Dialog title={words.header.shortcuts} onClose={onClose}>
      <dl className="keys">
        {[...always, ...(singleKeys ? single : [])].map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key, place) => (
                <span key={key}>
                  {place > 0 && ` ${shortcuts.or} `}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      {!singleKeys && <p className="hint">{shortcuts.off}</p>}
      <div className="dialog-buttons">
        <button type="button" className="button primary" onClick={onClose}>
          {words.preferences.done}
        </button>
      </div>
    </Dialog>
  );
}
