import { useId, useState } from 'react';
import { isMuted, setMuted } from '../alert.ts';
import type { Colleague } from '../api.ts';
import { Dialog } from '../dialog.tsx';
import { LanguageSelect } from '../language-select.tsx';
import { applyTheme, storedTheme, themeOf, THEMES } from '../theme.ts';
import { useSpeech } from '../words/index.ts';
import type { Language } from '../../../../contract/languages.ts';
import { NotificationPermission } from './notification-permission.tsx';

export interface PreferencesProps {
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

/** Language, theme, sounds and shortcuts of this agent, the colleagues, and signing out. */
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
  return (
    <Dialog title={words.header.preferences} onClose={onClose}>
      <p className="hint">{preferences.signedInAs(name)}</p>
      <LanguageSelect onLanguage={onLanguage} />
      <ThemeSelect />
      <SoundCheckbox />
      <Checkbox label={preferences.singleKeys} isChecked={singleKeys} onChange={onSingleKeys} />
      <NotificationPermission />
      {colleagues.length > 0 && <Colleagues colleagues={colleagues} />}
      <Buttons hasUnsent={hasUnsent} onSignOut={onSignOut} onClose={onClose} />
    </Dialog>
  );
}

function ThemeSelect() {
  const { preferences } = useSpeech().words;
  const id = useId();
  const [theme, setTheme] = useState(storedTheme);
  return (
    <div className="field">
      <label htmlFor={`${id}-look`}>{preferences.theme}</label>
      <select
        id={`${id}-look`}
        value={theme}
        onChange={(event) => {
          const chosen = themeOf(event.target.value);
          setTheme(chosen);
          applyTheme(chosen);
        }}
      >
        {THEMES.map((one) => (
          <option key={one} value={one}>
            {preferences.themes[one]}
          </option>
        ))}
      </select>
    </div>
  );
}

function SoundCheckbox() {
  const { preferences } = useSpeech().words;
  const [isOn, setOn] = useState(!isMuted());
  return (
    <Checkbox
      label={preferences.sound}
      isChecked={isOn}
      onChange={(next) => {
        setOn(next);
        setMuted(!next);
      }}
    />
  );
}

interface CheckboxProps {
  label: string;
  isChecked: boolean;
  onChange: (isChecked: boolean) => void;
}

function Checkbox({ label, isChecked, onChange }: CheckboxProps) {
  return (
    <label className="check">
      <input type="checkbox" checked={isChecked} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}

function Colleagues({ colleagues }: Pick<PreferencesProps, 'colleagues'>) {
  const { preferences, header } = useSpeech().words;
  const stateOf = ({ busy, available }: Colleague): string => {
    if (busy) return preferences.busy;
    return available ? header.isAvailable : header.isAway;
  };
  return (
    <section className="colleagues">
      <h3>{preferences.colleagues}</h3>
      <ul>
        {colleagues.map((colleague) => (
          <li key={colleague.name}>
            <span>{colleague.name}</span>
            <span className="hint">{stateOf(colleague)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Signing out with unsent texts takes a second click, after a warning. */
function Buttons({
  hasUnsent,
  onSignOut,
  onClose,
}: Pick<PreferencesProps, 'hasUnsent' | 'onSignOut' | 'onClose'>) {
  const { preferences, header } = useSpeech().words;
  const [isWarned, setWarned] = useState(false);
  return (
    <>
      <p role="alert" className="problem">
        {isWarned && header.wouldLose}
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
          {isWarned ? header.signOutAnyway : header.signOut}
        </button>
        <button type="button" className="button primary" onClick={onClose}>
          {preferences.done}
        </button>
      </div>
    </>
  );
}
