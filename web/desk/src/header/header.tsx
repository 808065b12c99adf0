import { useState } from 'react';
import type { Session } from '../session.ts';
import { useSpeech } from '../words/index.ts';
import { AvailabilitySwitch } from './availability-switch.tsx';
import { Preferences, type PreferencesProps } from './preferences.tsx';
import { useAvailability } from './use-availability.ts';
import './header.css';

interface HeaderProps extends Omit<PreferencesProps, 'name' | 'colleagues' | 'onClose'> {
  businessName: string;
  session: Session;
  onShortcuts: () => void;
}

/** The business, the agent's availability, and what the agent can set. */
export function Header({ businessName, session, onShortcuts, ...preferences }: HeaderProps) {
  const availability = useAvailability(session);
  const [isOpen, setOpen] = useState(false);
  return (
    <header className="desk-head">
      <h1 className="brand">
        frontdesk <span className="hint">{businessName}</span>
      </h1>
      <AvailabilitySwitch {...availability} />
      <Tools name={session.name} onShortcuts={onShortcuts} onPreferences={() => setOpen(true)} />
      {isOpen && (
        <Preferences
          {...preferences}
          name={session.name}
          colleagues={availability.colleagues}
          onClose={() => setOpen(false)}
        />
      )}
    </header>
  );
}

interface ToolsProps {
  name: string;
  onShortcuts: () => void;
  onPreferences: () => void;
}

function Tools({ name, onShortcuts, onPreferences }: ToolsProps) {
  const { header } = useSpeech().words;
  return (
    <div className="tools">
      <span className="me">{name}</span>
      <button type="button" className="button small icon help" title={header.shortcuts} onClick={onShortcuts}>
        <span aria-hidden="true">?</span>
        <span className="only-read">{header.shortcuts}</span>
      </button>
      <button
        type="button"
        className="button small icon"
        aria-label={header.preferences}
        title={header.preferences}
        aria-haspopup="dialog"
        onClick={onPreferences}
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
  );
}
