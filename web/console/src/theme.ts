import * as z from 'zod/mini';
import { createPersistentStore } from './live/persistent-store.ts';

const themeShape = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof themeShape>;

/** `system` follows the operating system's choice of light or dark. */
export const chosenTheme = createPersistentStore('look', themeShape, 'system');

/** Applies the chosen theme to the page, now and after each change. */
export function followTheme(): void {
  const apply = (): void => {
    const theme = chosenTheme.get();
    if (theme === 'system') delete document.documentElement.dataset['look'];
    else document.documentElement.dataset['look'] = theme;
  };
  apply();
  chosenTheme.watch(apply);
}
