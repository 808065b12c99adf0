import * as z from 'zod/mini';
import { isNoteworthy } from '../live/read-exchanges.ts';
import type { Entry } from '../live/shapes.ts';

/** A filter of the timeline, as it is stored in the browser. */
export const filterShape = z.object({
  /** The kinds that are shown; empty for all. */
  kinds: z.array(z.string()),
  /** A lane, such as `Vonage` or `phone 447700900001`; empty for all. */
  lane: z.string(),
  exchange: z.string(),
  text: z.string(),
  /** Whether exchanges that only read are shown, such as the desks' polling. */
  reads: z.boolean(),
});
export type Filter = z.infer<typeof filterShape>;

export const NO_FILTER: Filter = { kinds: [], lane: '', exchange: '', text: '', reads: false };

export const isFiltering = ({ kinds, lane, exchange, text }: Filter): boolean =>
  kinds.length > 0 || lane !== '' || exchange !== '' || text.trim() !== '';

/** The entries that match a filter; each word of its text must occur in the entry's line. */
export function applyFilter(entries: readonly Entry[], filter: Filter): readonly Entry[] {
  const { kinds, lane, exchange } = filter;
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (!filter.reads && exchange === '' && !isNoteworthy(entry)) return false;
    if (kinds.length > 0 && !kinds.includes(entry.kind)) return false;
    if (lane !== '' && entry.from !== lane && entry.to !== lane) return false;
    if (exchange !== '' && entry.exchange !== exchange) return false;
    if (words.length === 0) return true;
    const line = `${entry.title} ${entry.from} ${entry.to} ${entry.kind} ${entry.note ?? ''}`.toLowerCase();
    return words.every((word) => line.includes(word));
  });
}

/** The lanes of the entries, sorted. */
export function lanesOf(entries: readonly Entry[]): string[] {
  const lanes = new Set<string>();
  for (const { from, to } of entries) lanes.add(from).add(to);
  return [...lanes].sort();
}
