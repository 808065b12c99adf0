import type { Entry } from './shapes.ts';

/** How many entries the page keeps. */
export const KEPT_ENTRIES = 10_000;

const KEPT_READS = 1_000;

/** Room is made by the oldest look-ups first. */
function withoutOldReads(entries: readonly Entry[], kept: number): readonly Entry[] {
  let tooMany = Math.min(entries.length - kept, entries.filter(({ isRead }) => isRead).length - KEPT_READS);
  return entries.filter(({ isRead }) => {
    if (!isRead || tooMany <= 0) return true;
    tooMany -= 1;
    return false;
  });
}

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
  const all = [...entries, ...fresh];
  return all.length <= kept ? all : withoutOldReads(all, kept).slice(-kept);
}
