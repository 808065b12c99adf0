import { useId, useState } from 'react';
import type { Colleague } from '../api.ts';
import { chosenLook, showLook, type Look } from '../look.ts';
import { isMuted, mute } from '../notice.ts';
import { useSpeech } from '../words/index.ts';
import type { Language } from '../../../../contract/languages.ts';
import { Dialog } from './dialog.tsx';
import { LanguageSelect } from './language-select.tsx';

interface PreferencesProps {
  name: string;
  colleagues: Colleague[];
  singleKeys: boolean;
  onSingleKeys: (on: boolean) => void;
  onLanguage: (language: Language) => void;
  /** Whether signing out would lose what the agent wrote. */
  hasUnsent: () => boolean;
  onSignOut: () => void;
  onClose: () => void;
}

const LOOKS: readonly Look[] = ['system', 'light', 'dark'];

/** How the desk looks and sounds for this agent, who else is there, and the way out. */
export function Preferences({
  name,
  colleagues,
  singleKeys,
  onSingleKeys,
  onLanguage,
  hasUnsent,
  onSignOut,
  onClose,
}: PreferencesProps) {
  const { words } = useSpeech();
  const { preferences } = words;
  const id = useId();
  const [look, setLook] = useState(chosenLook);
  const [sounds, setSounds] = useState(!isMuted());
  const [isWarned, setWarned] = useState(false);
  return (
    <Dialog title={words.header.preferences} onClose={onClose}>
      <p className="hint">{preferences.signedInAs(name)}</p>
      <LanguageSelect onLanguage={onLanguage} />
      <div className="field">
        <label htmlFor={`${id}-look`}>{preferences.look}</label>
        <select
          id={`${id}-look`}
          value={look}
          onChange={(event) => {
            const chosen = LOOKS.find((one) => one === event.target.value) ?? 'system';
            setLook(chosen);
            showLook(chosen);
          }}
        >
          {LOOKS.map((one) => (
            <option key={one} value={one}>
              {preferences.looks[one]}
            </option>
          ))}
        </select>
      </div>
      <label className="check">
        <input
          type="checkbox"
          checked={sounds}
          onChange={(event) => {
            setSounds(event.target.checked);
            mute(!event.target.checked);
          }}
        />
        {preferences.sound}
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={singleKeys}
          onChange={(event) => onSingleKeys(event.target.checked)}
        />
        {preferences.singleKeys}
      </label>
      <NotificationChoice />
      {colleagues.length > 0 && (
        <section className="colleagues">
          <h3>{preferences.colleagues}</h3>
          <ul>
            {colleagues.map((one) => (
              <li key={one.name}>
                <span>{one.name}</span>
                <span className="hint">
                  {one.busy
                    ? preferences.busy
                    : one.available
                      ? words.header.isAvailable
                      : words.header.isAway}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <p role="alert" className="problem">
        {isWarned && words.header.wouldLose}
      </p>
      <div className="dialog-buttons">
        <button
          type="button"
          className={isWarned ? 'button danger' : 'button'}
          onClick={() => {
            if (!isWarned && hasUnsent()) setWarned(true);
            else onSignOut();
          }}
        >
          {isWarned ? words.header.signOutAnyway : words.header.signOut}
        </button>
        <button type="button" className="button primary" onClick={onClose}>
          {preferences.done}
        </button>
      </div>
    </Dialog>
  );
}

function NotificationChoice() {
  const { words } = useSpeech();
  const { preferences } = words;
  const [permission, setPermission] = useState(() =>
    'Notification' in window ? Notification.permission : 'denied',
  );
  if (permission === 'default') {
    return (
      <p>
        <button
          type="button"
          className="button small"
          onClick={() => void Notification.requestPermission().then(setPermission)}
        >
          {preferences.allow}
        </button>
      </p>
    );
  }
  return <p className="hint">{permission === 'granted' ? preferences.allowed : preferences.denied}</p>;
}
