import { useState } from 'react';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { said } from '../words/said.ts';
import type { Language } from '../../../../contract/languages.ts';
import { Preferences } from './preferences.tsx';
import { useAvailability } from './use-availability.ts';
import './header.css';

interface HeaderProps {
  businessName: string;
  session: Session;
  singleKeys: boolean;
  onSingleKeys: (on: boolean) => void;
  onLanguage: (language: Language) => void;
  onShortcuts: () => void;
  hasUnsent: () => boolean;
  onSignOut: () => void;
}

/** Whose desk it is, who works at it, and whether calls may ring. */
export function Header({
  businessName,
  session,
  singleKeys,
  onSingleKeys,
  onLanguage,
  onShortcuts,
  hasUnsent,
  onSignOut,
}: HeaderProps) {
  const speech = useSpeech();
  const { words } = speech;
  const { colleagues, available, problem, say } = useAvailability(session);
  const [preferring, setPreferring] = useState(false);
  return (
    <header className="desk-head">
      <h1 className="brand">
        frontdesk <span className="hint">{businessName}</span>
      </h1>
      <div className="availability">
        <label className="switch" data-on={available === true}>
          <button
            type="button"
            role="switch"
            className="knob"
            aria-checked={available === true}
            aria-label={words.header.available}
            disabled={available === undefined}
            onClick={() => say(available !== true)}
          />
          {available ? words.header.isAvailable : words.header.isAway}
        </label>
        {problem && (
          <span className="problem" role="alert">
            {said(problem, speech)}
          </span>
        )}
      </div>
      <div className="tools">
        <span className="me">{session.name}</span>
        <button
          type="button"
          className="button small icon help"
          title={words.header.shortcuts}
          onClick={onShortcuts}
        >
          <span aria-hidden="true">?</span>
          <span className="only-read">{words.header.shortcuts}</span>
        </button>
        <button
          type="button"
          className="button small icon"
          aria-label={words.header.preferences}
          title={words.header.preferences}
          aria-haspopup="dialog"
          onClick={() => setPreferring(true)}
        >
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path
              fill="none"
              stroke="currentColor"
              strokeWidth="1.6"
              strokeLinecap="round"
              d="M2 4.500h5M11 4.500h3M2 11.500h3M9 11.500h5M9 2.500v4M7 9.500v4"
            />
          </svg>
        </button>
      </div>
      {preferring && (
        <Preferences
          name={session.name}
          colleagues={colleagues}
          singleKeys={singleKeys}
          onSingleKeys={onSingleKeys}
          onLanguage={onLanguage}
          hasUnsent={hasUnsent}
          onSignOut={onSignOut}
          onClose={() => setPreferring(false)}
        />
      )}
    </header>
  );
}
