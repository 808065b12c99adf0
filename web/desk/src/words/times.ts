const DAY_MS = 86_400_000;

/** Times and durations as a reader of one language writes them. */
export interface Times {
  /** `14:05` */
  clock: (at: number) => string;
  /** `Today`, `Yesterday`, or the date. */
  day: (at: number) => string;
  /** The clock for today, else the date; short. */
  short: (at: number, now: number) => string;
  /** Full date and time. */
  whole: (at: number) => string;
  /** `10 sec. ago` */
  ago: (at: number, now: number) => string;
  /** `1 min 5 sec` */
  duration: (seconds: number) => string;
}

/**
 * @param locale such as `en-GB`
 * @param now    decides which day is today
 */
export function timesIn(locale: string, now: () => number = Date.now): Times {
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
  const date = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
  const dated = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'long', year: 'numeric' });
  const shortDate = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });
  const whole = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const brief = new Intl.RelativeTimeFormat(locale, { style: 'short' });
  const unit = (count: number, name: 'minute' | 'second') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(count);

  return {
    clock: (at) => clock.format(at),
    day(at) {
      const days = Math.round((startOfDay(at) - startOfDay(now())) / DAY_MS);
      if (days === 0 || days === -1) return capitalize(relative.format(days, 'day'));
      return Math.abs(days) < 180 ? date.format(at) : dated.format(at);
    },
    short: (at, today) => (startOfDay(at) === startOfDay(today) ? clock.format(at) : shortDate.format(at)),
    whole: (at) => whole.format(at),
    ago(at, today) {
      // Clocks differ: what happened is at least one second ago.
      const seconds = Math.max(Math.round((today - at) / 1_000), 1);
      if (seconds < 60) return brief.format(-seconds, 'second');
      if (seconds < 3_600) return brief.format(-Math.round(seconds / 60), 'minute');
      if (seconds < 86_400) return brief.format(-Math.round(seconds / 3_600), 'hour');
      return brief.format(-Math.round(seconds / 86_400), 'day');
    },
    duration(seconds) {
      const minutes = Math.floor(seconds / 60);
      const rest = Math.round(seconds % 60);
      if (minutes === 0) return unit(rest, 'second');
      return rest === 0 ? unit(minutes, 'minute') : `${unit(minutes, 'minute')} ${unit(rest, 'second')}`;
    },
  };
}

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
const capitalize = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
