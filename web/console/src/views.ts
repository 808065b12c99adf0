import * as z from 'zod/mini';
import { createPersistentStore } from './live/persistent-store.ts';

const VIEW_NAMES = ['start', 'agents', 'timeline', 'ncco', 'faults'] as const;
export type View = (typeof VIEW_NAMES)[number];

const TITLES: Readonly<Record<View, string>> = {
  start: 'Start',
  agents: 'Agents',
  timeline: 'Timeline',
  ncco: 'NCCO',
  faults: 'Faults',
};

/** The views of the console, in the order of their tabs. */
export const VIEWS: readonly { id: View; title: string }[] = VIEW_NAMES.map((id) => ({
  id,
  title: TITLES[id],
}));

/** The view in the middle of the page. */
export const currentView = createPersistentStore('view', z.enum(VIEW_NAMES), 'start');
