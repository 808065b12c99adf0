import type { Entry } from '../live/shapes.ts';

const MOST = 200;

/** The exchanges that the entries belong to, newest first, each by what it began with. */
export function exchangesOf(
  entries: readonly Entry[],
  most = MOST,
): { id: string; title: string; at: number }[] {
  const found = new Map<string, { id: string; title: string; at: number }>();
  for (const { exchange, title, at, from } of entries) {
    if (exchange === undefined || found.has(exchange)) continue;
    found.set(exchange, { id: exchange, title: `${from}: ${title}`, at });
  }
  return [...found.values()].reverse().slice(0, most);
}
