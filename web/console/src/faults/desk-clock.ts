import * as z from 'zod/mini';
import { request } from '../live/request.ts';
import { createStore } from '../live/store.ts';
import { onEntries } from '../live/stream.ts';

const shape = z.object({ now: z.number() });

/** How far the desk's clock is ahead of this browser's, in milliseconds; undefined until it is known. */
export const clockLead = createStore<number | undefined>(undefined);

/** What has just happened tells the desk's time, to about a second. */
export const followClock = (): (() => void) =>
  onEntries((batch, isNew) => {
    const newest = batch.at(-1);
    if (!newest || (!isNew && clockLead.get() !== undefined)) return;
    const lead = newest.at - Date.now();
    // What is older than this page tells only that the clock was moved, never that it is behind.
    clockLead.set(isNew ? lead : Math.max(0, lead));
  });

/** Moves the desk's clock; what becomes due meanwhile happens first. */
export async function advance(ms: number): Promise<void> {
  const { now } = await request('/cloud/clock', shape, { body: { advanceMs: ms } });
  clockLead.set(now - Date.now());
}
