import { useEffect, useRef, useState } from 'react';
import { shortcutOf, type Shortcut } from './keyboard.ts';

const SINGLE_KEYS_SETTING = 'frontdesk.single-keys';

/** Whether shortcuts of a single key are on; kept in the browser. */
export function useSingleKeys(): [isOn: boolean, set: (isOn: boolean) => void] {
  const [isOn, setOn] = useState(() => localStorage.getItem(SINGLE_KEYS_SETTING) !== 'off');
  function set(next: boolean): void {
    setOn(next);
    if (next) localStorage.removeItem(SINGLE_KEYS_SETTING);
    else localStorage.setItem(SINGLE_KEYS_SETTING, 'off');
  }
  return [isOn, set];
}

/** What each shortcut does; undefined leaves the key to the browser. */
export type ShortcutActions = Record<Shortcut, (() => void) | undefined>;

/** Handles shortcuts on the whole page, except while a dialog is open. */
export function useShortcuts(actions: ShortcutActions, singleKeys: boolean): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const typing = event.target instanceof Element && event.target.matches('input, textarea, select');
      const shortcut = shortcutOf(event, typing, singleKeys);
      const action = shortcut && latest.current[shortcut];
      if (!action) return;
      event.preventDefault();
      action();
    }
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [singleKeys]);
}
