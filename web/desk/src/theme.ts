/** Light and dark follow the system unless the agent chose one. */
export type Theme = 'system' | 'light' | 'dark';

const KEPT = 'frontdesk.look';

export function storedTheme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === 'light' || kept === 'dark' ? kept : 'system';
}

export function applyTheme(look: Theme): void {
  if (look === 'system') {
    localStorage.removeItem(KEPT);
    delete document.documentElement.dataset['look'];
  } else {
    localStorage.setItem(KEPT, look);
    document.documentElement.dataset['look'] = look;
  }
}
