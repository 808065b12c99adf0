import { createKeptStore } from '../live/kept.ts';
import { filterShape, NO_FILTER } from './filter.ts';

/** What of the timeline somebody looks at. */
export const filter = createKeptStore('filter', filterShape, NO_FILTER);
