import { createStore } from '../live/store.ts';

/** The id of the entry that is open; undefined for none. */
export const selectedEntry = createStore<number | undefined>(undefined);

/** The id of the entry that a tutorial highlights; undefined for none. */
export const highlightedEntry = createStore<number | undefined>(undefined);
