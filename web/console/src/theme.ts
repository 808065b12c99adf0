import * as z from 'zod/mini';
import { createPersistentStore } from './live/persistent-store.ts';

const look = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof look>;

/** Dark, light, or as the system has it. */
export const chosenTheme = createPersistentStore('look', look, 'system');

/** Gives the page its look, now and when another is chosen. */
export function followTheme(): void {
  const wear = (): void => {
    const chosen = chosenTheme.get();
    if (chosen === 'system') delete document.documentElement.dataset['look'];
    else document.documentElement.dataset['look'] = chosen;
  };
  wear();
  chosenTheme.watch(wear);
}
