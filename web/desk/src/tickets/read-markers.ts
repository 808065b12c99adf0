import * as z from 'zod/mini';
import type { Ticket } from '../api.ts';

/** Up to when an agent has seen each ticket: its last activity, ms since the epoch, by its number. */
export type ReadMarkers = Readonly<Record<string, number>>;

const schema = z.record(z.string().check(z.regex(/^\d{1,12}$/)), z.number());

/** So many tickets are remembered; what is older counts as unread again, should it ever be open. */
const KEPT = 1_000;

/** What the browser kept; nothing, when that is not ours. */
export function parseReadMarkers(serializeReadMarkers: string | null): ReadMarkers {
  try {
    const parsed = schema.safeParse(JSON.parse(serializeReadMarkers ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Numbers of tickets and times, and nothing else. */
export function kept(seen: ReadMarkers): string {
  const newest = Object.entries(seen)
    .sort(([, one], [, other]) => other - one)
    .slice(0, KEPT);
  return JSON.stringify(Object.fromEntries(newest));
}

export const isUnread = (
  { number, lastMessageAt }: Pick<Ticket, 'number' | 'lastMessageAt'>,
  seen: ReadMarkers,
) => lastMessageAt > (seen[number] ?? 0);

/** What was seen never becomes less. */
export const withReadMarker = (seen: ReadMarkers, number: number, at: number): ReadMarkers =>
  at > (seen[number] ?? 0) ? { ...seen, [number]: at } : seen;
