import type { Entry } from './shapes.ts';

/** How many entries the page keeps. */
export const KEPT_ENTRIES = 10_000;

/**
 * The entries with a batch behind them: the oldest make room, and what was there already (a reconnected stream may
 * begin with it) is not there twice. Entries are ordered by id.
 */
export function withBatch(
  entries: readonly Entry[],
  batch: readonly Entry[],
  kept = KEPT_ENTRIES,
): readonly Entry[] {
  const newest = entries.at(-1)?.id ?? -Infinity;
  const fresh = batch.filter(({ id }) => id > newest);
  if (fresh.length === 0) return entries;
  return [...entries, ...fresh].slice(-kept);
}
