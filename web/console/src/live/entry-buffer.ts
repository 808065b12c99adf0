import type { Entry } from './shapes.ts';

/** How many entries the page keeps. */
export const MAX_ENTRIES = 10_000;

/** Read-only entries up to this count are kept like any others. */
const MIN_READS = 1_000;

/** Drops the oldest read-only entries beyond `kept`. */
function withoutOldReads(entries: readonly Entry[], kept: number): readonly Entry[] {
  let excess = Math.min(entries.length - kept, entries.filter(({ isRead }) => isRead).length - MIN_READS);
  return entries.filter(({ isRead }) => {
    if (!isRead || excess <= 0) return true;
    excess -= 1;
    return false;
  });
}

/**
 * The entries with a batch appended, ordered by id. What is known already is skipped, because a reconnected stream may
 * repeat it; beyond `kept`, the oldest are dropped, read-only ones first.
 */
export function withBatch(
  entries: readonly Entry[],
  batch: readonly Entry[],
  kept = MAX_ENTRIES,
): readonly Entry[] {
  const newest = entries.at(-1)?.id ?? -Infinity;
  const fresh = batch.filter(({ id }) => id > newest);
  if (fresh.length === 0) return entries;
  const all = [...entries, ...fresh];
  return all.length <= kept ? all : withoutOldReads(all, kept).slice(-kept);
}
