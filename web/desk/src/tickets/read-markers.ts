import * as z from 'zod/mini';
import type { Ticket } from '../api.ts';

/** Up to when an agent has read each ticket: the time of its last activity, ms since the epoch, by its number. */
export type ReadMarkers = Readonly<Record<string, number>>;

const schema = z.record(z.string().check(z.regex(/^\d{1,12}$/)), z.number());

/** The most tickets that are stored, by latest activity; any other open one counts as unread. */
const MAX_STORED = 1_000;

/** The markers in the browser's storage; none where it holds something else. */
export function parseReadMarkers(stored: string | null): ReadMarkers {
  try {
    const parsed = schema.safeParse(JSON.parse(stored ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Holds ticket numbers and times only, nothing personal. */
export function serializeReadMarkers(markers: ReadMarkers): string {
  const newest = Object.entries(markers)
    .sort(([, one], [, other]) => other - one)
    .slice(0, MAX_STORED);
  return JSON.stringify(Object.fromEntries(newest));
}

export const isUnread = (
  { number, lastMessageAt }: Pick<Ticket, 'number' | 'lastMessageAt'>,
  markers: ReadMarkers,
) => lastMessageAt > (markers[number] ?? 0);

/** Markers only move forward. */
export const withReadMarker = (markers: ReadMarkers, number: number, at: number): ReadMarkers =>
  at > (markers[number] ?? 0) ? { ...markers, [number]: at } : markers;
