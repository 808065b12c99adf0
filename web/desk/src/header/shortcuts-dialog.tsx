import { Dialog } from '../dialog.tsx';
import { SINGLE_KEYS } from '../keyboard.ts';
import { useSpeech } from '../words/index.ts';

interface ShortcutHelp {
  keys: string[];
  effect: string;
}

/** Which keys do what. */
export function ShortcutsDialog({ singleKeys, onClose }: { singleKeys: boolean; onClose: () => void }) {
  const { words } = useSpeech();
  const { shortcuts } = words;
  const always: ShortcutHelp[] = [
    { keys: ['Ctrl+Enter', '⌘+Enter'], effect: shortcuts.send },
    { keys: ['Esc'], effect: shortcuts.back },
    { keys: ['↑', '↓'], effect: shortcuts.move },
    { keys: ['Enter'], effect: shortcuts.open },
  ];
  const single = SINGLE_KEYS.map(({ key, shortcut }) => ({ keys: [key], effect: shortcuts[shortcut] }));
  return (
    <Dialog title={words.header.shortcuts} onClose={onClose}>
      <dl className="keys">
        {[...always, ...(singleKeys ? single : [])].map(({ keys, effect }) => (
          <div key={effect}>
            <dt>
              {keys.map((key, index) => (
                <span key={key}>
                  {index > 0 && ` ${shortcuts.or} `}
                  <kbd>{key}</kbd>
                </span>
              ))}
            </dt>
            <dd>{effect}</dd>
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
