import * as z from 'zod/mini';
import { createStore, type Store } from './store.ts';

/**
 * A store that a reload does not empty: its value is kept in localStorage, and read once through `shape`; what does
 * not fit any more is forgotten.
 */
export function createPersistentStore<T>(name: string, shape: z.ZodMiniType<T>, first: T): Store<T> {
  const key = `frontdesk:${name}`;
  const store = createStore(read(key, shape) ?? first);
  store.watch(() => {
    try {
      localStorage.setItem(key, JSON.stringify(store.get()));
    } catch {
      // A full or forbidden storage costs only what a reload would have kept.
    }
  });
  return store;
}

function read<T>(key: string, shape: z.ZodMiniType<T>): T | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : shape.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
