/** `2026-11-21 10:00:00`, always UTC. */
const SMS_API = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
/** ISO 8601 with its zone. */
const MESSAGES_API = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** How far Vonage's clock may be ahead of ours. */
const MAX_AHEAD_MS = 300_000;

/**
 * When a text was sent by Vonage's clock, ms since the epoch. Undefined for a time that is missing, malformed or
 * impossible, as some carriers send it: no text is refused for that.
 */
export function sentAt(written: string | undefined, now: number): number | undefined {
  if (written === undefined) return undefined;
  const iso = SMS_API.test(written) ? `${written.replace(' ', 'T')}Z` : written;
  if (!MESSAGES_API.test(iso) || !isOnTheCalendar(iso.slice(0, 19))) return undefined;
  const at = Date.parse(iso);
  return Number.isNaN(at) || at > now + MAX_AHEAD_MS ? undefined : at;
}

/** `Date` reads 30 February as 2 March, and 24:00 as the next day. */
function isOnTheCalendar(local: string): boolean {
  const at = Date.parse(`${local}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(local);
}
