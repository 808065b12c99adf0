import * as z from 'zod/mini';
import { createStore, type Store } from './store.ts';

/**
 * A store whose value survives a reload: it is kept in localStorage, and read once through `shape`. A value that does not
 * fit the shape is dropped.
 */
export function createPersistentStore<T>(name: string, shape: z.ZodMiniType<T>, first: T): Store<T> {
  const key = `frontdesk:${name}`;
  const store = createStore(read(key, shape) ?? first);
  store.watch(() => {
    try {
      localStorage.setItem(key, JSON.stringify(store.get()));
    } catch {
      // Where storage is full or forbidden, the value is lost with the page.
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
