import type { KeyboardEvent } from 'react';
import { usePart, useStore } from './live/store.ts';
import { live } from './live/stream.ts';
import { chosenTheme, type Theme } from './theme.ts';
import { currentView, VIEWS } from './views.ts';
import './header.css';

const CONNECTION = {
  connecting: 'Connecting …',
  live: 'Live',
  lost: 'Connection lost: trying again',
} as const;
const THEMES: readonly { id: Theme; title: string }[] = [
  { id: 'system', title: 'System look' },
  { id: 'light', title: 'Light' },
  { id: 'dark', title: 'Dark' },
];

/** The views as tabs, the state of the connection, and the theme. */
export function Header() {
  const view = useStore(currentView);
  const connection = usePart(live, (now) => now.connection);
  const theme = useStore(chosenTheme);
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const index = (VIEWS.findIndex(({ id }) => id === view) + step + VIEWS.length) % VIEWS.length;
    const next = VIEWS[index];
    if (!next) return;
    currentView.set(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <header className="top">
      <h1>frontdesk</h1>
      <div className="tabs" role="tablist" aria-label="Views" onKeyDown={onKeyDown}>
        {VIEWS.map(({ id, title }) => (
          <button
            key={id}
            id={`tab-${id}`}
            type="button"
            role="tab"
            aria-selected={id === view}
            aria-controls="stage"
            tabIndex={id === view ? 0 : -1}
            onClick={() => currentView.set(id)}
          >
            {title}
          </button>
        ))}
      </div>
      <span className={`connection ${connection}`} role="status">
        {CONNECTION[connection]}
      </span>
      <select
        className="look"
        aria-label="Look"
        value={theme}
        onChange={({ target }) =>
          chosenTheme.set(THEMES.find(({ id }) => id === target.value)?.id ?? 'system')
        }
      >
        {THEMES.map(({ id, title }) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </header>
  );
}
