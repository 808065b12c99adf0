import { createStore } from './store.ts';

/** Why the last action of the person failed; empty when it succeeded. */
export const lastError = createStore('');

/** Runs an action of the person; a failure is shown, and resolves to undefined. */
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
