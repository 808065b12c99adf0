import * as z from 'zod/mini';
import type { Ticket } from '../api.ts';

/** Up to when an agent has seen each ticket: its last activity, ms since the epoch, by its number. */
export type Seen = Readonly<Record<string, number>>;

const schema = z.record(z.string().check(z.regex(/^\d{1,12}$/)), z.number());

/** So many tickets are remembered; what is older counts as unread again, should it ever be open. */
const KEPT = 1_000;

/** What the browser kept; nothing, when that is not ours. */
export function seenIn(kept: string | null): Seen {
  try {
    const parsed = schema.safeParse(JSON.parse(kept ?? '{}'));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Numbers of tickets and times, and nothing else. */
export function kept(seen: Seen): string {
  const newest = Object.entries(seen)
    .sort(([, one], [, other]) => other - one)
    .slice(0, KEPT);
  return JSON.stringify(Object.fromEntries(newest));
}

export const isUnread = ({ number, lastMessageAt }: Pick<Ticket, 'number' | 'lastMessageAt'>, seen: Seen) =>
  lastMessageAt > (seen[number] ?? 0);

/** What was seen never becomes less. */
export const withSeen = (seen: Seen, number: number, at: number): Seen =>
  at > (seen[number] ?? 0) ? { ...seen, [number]: at } : seen;
