import { createPersistentStore } from '../live/persistent-store.ts';
import { filterShape, NO_FILTER } from './filter.ts';

/** The filter that is applied to the timeline. */
export const filter = createPersistentStore('filter', filterShape, NO_FILTER);
