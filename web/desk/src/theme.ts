/** `system` follows the operating system's choice of light or dark. */
export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED = 'frontdesk.look';

export const themeOf = (value: string | null): Theme => THEMES.find((theme) => theme === value) ?? 'system';

export const storedTheme = (): Theme => themeOf(localStorage.getItem(STORED));

/** Applies a theme to the page and keeps it in the browser. */
export function applyTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(STORED);
    delete document.documentElement.dataset['look'];
  } else {
    localStorage.setItem(STORED, theme);
    document.documentElement.dataset['look'] = theme;
  }
}
