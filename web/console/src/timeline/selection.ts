import { createStore } from '../live/store.ts';

/** The entry that is looked at, by its id; undefined is none. */
export const selectedEntry = createStore<number | undefined>(undefined);

/** The entry that somebody's attention is drawn to, as a tutorial does. */
export const highlightedEntry = createStore<number | undefined>(undefined);
