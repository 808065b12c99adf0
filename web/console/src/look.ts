import * as z from 'zod/mini';
import { createKeptStore } from './live/kept.ts';

const look = z.enum(['system', 'light', 'dark']);
export type Look = z.infer<typeof look>;

/** Dark, light, or as the system has it. */
export const chosenLook = createKeptStore('look', look, 'system');

/** Gives the page its look, now and when another is chosen. */
export function wearLook(): void {
  const wear = (): void => {
    const chosen = chosenLook.get();
    if (chosen === 'system') delete document.documentElement.dataset['look'];
    else document.documentElement.dataset['look'] = chosen;
  };
  wear();
  chosenLook.watch(wear);
}
