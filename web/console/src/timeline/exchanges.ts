import type { Entry } from '../live/shapes.ts';

const MAX_EXCHANGES = 200;

/** The exchanges of the entries, newest first; each has the title of its first entry. */
export function exchangesOf(
  entries: readonly Entry[],
  limit = MAX_EXCHANGES,
): { id: string; title: string; at: number }[] {
  const found = new Map<string, { id: string; title: string; at: number }>();
  for (const { exchange, title, at, from } of entries) {
    if (exchange === undefined || found.has(exchange)) continue;
    found.set(exchange, { id: exchange, title: `${from}: ${title}`, at });
  }
  return [...found.values()].reverse().slice(0, limit);
}
