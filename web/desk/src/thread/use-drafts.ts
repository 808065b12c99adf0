import { useSyncExternalStore } from 'react';
import type { Drafts } from './drafts.ts';

/** The drafts; renders the component again at each change. */
export function useDrafts(drafts: Drafts): Drafts {
  useSyncExternalStore(drafts.subscribe, drafts.version);
  return drafts;
}
