import { countryOf } from '../numbers/country.ts';
import { zonesOf } from './zones.ts';

/** Hours in which notifications are held, such as 21:00 to 08:00. */
export interface QuietHours {
  /** `HH:MM`, local time; `to` may be on the next day. The same time twice means no quiet hours. */
  from: string;
  to: string;
  /** IANA name, such as `Europe/London`; where absent, all zones of the recipient's country. */
  zone?: string | undefined;
}

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const DAY_MS = DAY_MINUTES * MINUTE_MS;

/**
 * Until when a text to `msisdn` is held, ms since the epoch; undefined when it may be sent now. A country of several
 * zones is quiet while any of them is.
 *
 * Where the zones have no common hour that is not quiet, the text is sent when the fewest are quiet, so that nothing
 * waits forever. A `zone` that does not exist counts as absent; a country without a known zone counts as UTC, see
 * `hasZone`; hours that cannot be parsed hold nothing.
 */
export function quietUntil(hours: QuietHours | undefined, msisdn: string, now: number): number | undefined {
  const window = hours && windowOf(hours);
  if (!window) return undefined;
  const clocks = clocksFor(hours.zone, msisdn);
  let best = { at: now, quiet: Infinity };
  // The count can only fall at a moment when the quiet hours of a zone end.
  for (let at = now; best.quiet > 0 && at - now < 2 * DAY_MS;) {
    const quiet = clocks.filter((clock) => isQuiet(window, clock, at));
    if (quiet.length < best.quiet) best = { at, quiet: quiet.length };
    at = Math.min(...quiet.map((clock) => endOf(window, clock, at)));
  }
  return best.at > now ? best.at : undefined;
}

/** In minutes after local midnight. */
interface Window {
  from: number;
  to: number;
}

function windowOf(hours: QuietHours): Window | undefined {
  const [from, to] = [minutesOf(hours.from), minutesOf(hours.to)];
  return from === undefined || to === undefined || from === to ? undefined : { from, to };
}

function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}

function isQuiet({ from, to }: Window, clock: Clock, at: number): boolean {
  const time = localTime(clock, at);
  return from < to ? from <= time && time < to : from <= time || time < to;
}

/** When the quiet hours in which `at` lies end. */
function endOf(window: Window, clock: Clock, at: number): number {
  let end = at;
  while (isQuiet(window, clock, end)) {
    const minute = end - mod(end, MINUTE_MS);
    const byThisClock = minute + mod(window.to - localTime(clock, minute), DAY_MINUTES) * MINUTE_MS;
    // If daylight saving begins or ends before then, look again at that moment.
    end = clockChange(clock, minute, byThisClock) ?? byThisClock;
  }
  return end;
}

/** The first minute after `early`, up to `late`, at which the zone's offset from UTC has changed. */
function clockChange(clock: Clock, early: number, late: number): number | undefined {
  const before = offset(clock, early);
  if (offset(clock, late) === before) return undefined;
  while (late - early > MINUTE_MS) {
    const middle = early + Math.floor((late - early) / MINUTE_MS / 2) * MINUTE_MS;
    if (offset(clock, middle) === before) early = middle;
    else late = middle;
  }
  return late;
}

type Clock = Intl.DateTimeFormat;

/** Local time, in minutes after midnight. */
function localTime(clock: Clock, at: number): number {
  const [hours, minutes] = clock.format(at).split(':');
  return Number(hours) * 60 + Number(minutes);
}

/** The zone's offset from UTC in minutes, modulo a day. */
const offset = (clock: Clock, at: number): number =>
  mod(localTime(clock, at) - Math.floor(at / MINUTE_MS), DAY_MINUTES);

const mod = (value: number, by: number): number => ((value % by) + by) % by;

function clocksFor(zone: string | undefined, msisdn: string): Clock[] {
  const configured = zone === undefined ? undefined : clockOf(zone);
  if (configured) return [configured];
  const clocks = zonesOf(countryOf(msisdn)).flatMap((name) => clockOf(name) ?? []);
  return clocks.length > 0 ? clocks : [UTC];
}

/** Creating a format takes a millisecond, and some countries have thirty zones. */
const clockByZone = new Map<string, Clock>();

function clockOf(zone: string): Clock | undefined {
  try {
    const clock = clockByZone.get(zone) ?? createClock(zone);
    clockByZone.set(zone, clock);
    return clock;
  } catch {
    return undefined;
  }
}

function createClock(timeZone: string): Clock {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
}

const UTC = createClock('UTC');
