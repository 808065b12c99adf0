import { createStore } from './store.ts';

/** What went wrong with the last thing that somebody asked for; empty when nothing did. */
export const lastError = createStore('');

/** Does what somebody asked for, and says what went wrong with it. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    const result = await work();
    lastError.set('');
    return result;
  } catch (error) {
    lastError.set(error instanceof Error ? error.message : 'That did not work.');
    return undefined;
  }
}
