import * as z from 'zod/mini';
import { request } from '../live/request.ts';
import { createStore } from '../live/store.ts';
import { onEntries } from '../live/stream.ts';

const shape = z.object({ now: z.number() });

/** How far the desk's clock is ahead of the browser's, ms; undefined until it is known. */
export const clockLead = createStore<number | undefined>(undefined);

/** Derives the clock's lead from new entries, to about a second; returns how to stop that. */
export const followClock = (): (() => void) =>
  onEntries((batch, isNew) => {
    const newest = batch.at(-1);
    if (!newest || (!isNew && clockLead.get() !== undefined)) return;
    const lead = newest.at - Date.now();
    // An entry from before the page was loaded may be old: it can show that the clock is ahead, never that it is behind.
    clockLead.set(isNew ? lead : Math.max(0, lead));
  });

/** Moves the desk's clock; resolves when what became due has run. */
export async function advance(ms: number): Promise<void> {
  const { now } = await request('/cloud/clock', shape, { body: { advanceMs: ms } });
  clockLead.set(now - Date.now());
}
