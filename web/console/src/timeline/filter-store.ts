import { createPersistentStore } from '../live/persistent-store.ts';
import { filterShape, NO_FILTER } from './filter.ts';

/** What of the timeline somebody looks at. */
export const filter = createPersistentStore('filter', filterShape, NO_FILTER);
