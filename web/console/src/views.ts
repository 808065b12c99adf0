import * as z from 'zod/mini';
import { createPersistentStore } from './live/persistent-store.ts';

const view = z.enum(['start', 'agents', 'timeline', 'ncco', 'faults']);
export type View = z.infer<typeof view>;

export const VIEWS: readonly { id: View; title: string }[] = [
  { id: 'start', title: 'Start' },
  { id: 'agents', title: 'Agents' },
  { id: 'timeline', title: 'Timeline' },
  { id: 'ncco', title: 'NCCO' },
  { id: 'faults', title: 'Faults' },
];

/** What the middle of the page shows. */
export const currentView = createPersistentStore('view', view, 'start');
