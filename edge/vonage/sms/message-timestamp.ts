/** `2026-11-21 10:00:00`, always UTC. */
const SMS_API = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/;
/** ISO 8601 with its zone. */
const MESSAGES_API = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/** How far Vonage's clock may be ahead of ours before it is not believed. */
const AHEAD_MS = 300_000;

/**
 * When a text was sent by Vonage's clock, ms since the epoch. Undefined where nothing, or no moment that can be, is
 * said: some carriers' times are missing or malformed, and no text is refused for that.
 */
export function sentAt(written: string | undefined, now: number): number | undefined {
  if (written === undefined) return undefined;
  const iso = SMS_API.test(written) ? `${written.replace(' ', 'T')}Z` : written;
  if (!MESSAGES_API.test(iso) || !isOnTheCalendar(iso.slice(0, 19))) return undefined;
  const at = Date.parse(iso);
  return Number.isNaN(at) || at > now + AHEAD_MS ? undefined : at;
}

/** `Date` makes 2 March of 30 February and tomorrow of 24:00. */
function isOnTheCalendar(local: string): boolean {
  const at = Date.parse(`${local}Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(local);
}
