import * as z from 'zod/mini';
import { OPT_OUT_MODES, USES } from '../../../desk/settings.ts';
import { isBlank } from '../../../desk/texts/characters.ts';
import { LANGUAGES } from '../../../contract/languages.ts';
import { fields, isMap, list, value, type Reader, type Item } from './item-reader.ts';

const count = value(z.int().check(z.nonnegative()), 'a whole number, 0 or more');
const countries = list(z.string().check(z.regex(/^[A-Z]{2}$/)), 'a list of countries like ["GB","JP"]');
const language = value(z.enum(LANGUAGES), `one of ${LANGUAGES.join(', ')}`);
const wallClock = value(z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/)), 'a time like "21:00"');
const whole = (minimum: number, maximum: number): Reader<number> =>
  value(
    z.int().check(z.minimum(minimum), z.maximum(maximum)),
    `a whole number from ${minimum} to ${maximum}`,
  );

/** Its fields are read one number at a time. */
const map =
  (wanted: string): Reader<Item> =>
  (written, attribute, found) => {
    if (isMap(written)) return written;
    found.broken.push({ attribute, sentence: `must be ${wanted}` });
    return undefined;
  };

/** One of our numbers. */
export const NUMBER = fields(
  {
    uses: list(z.enum(USES), 'a list of what the number is used for: "support", "delivery", "voice"'),
    language,
    optOut: value(z.enum(OPT_OUT_MODES), `one of ${OPT_OUT_MODES.join(', ')}`),
  },
  'an object like {"uses":["support"]}',
);

export const QUIET_HOURS = fields(
  {
    from: wallClock,
    to: wallClock,
    zone: value(z.string().check(z.refine(isZone)), 'a time zone like "Asia/Tokyo"'),
  },
  'an object like {"from":"21:00","to":"08:00","zone":"Asia/Tokyo"}',
);

/** The `settings` item of NccoConfig: what each attribute may hold. */
export const SETTINGS = fields(
  {
    businessName: value(
      z.string().check(
        z.maxLength(60),
        z.refine((name) => !isBlank(name)),
      ),
      'a text of 1 to 60 characters',
    ),
    language,
    numbers: map('an object like {"447700900000":{"uses":["support","voice"]}}'),
    limits: fields(
      {
        textsPerRecipient: count,
        textsPerDay: count,
        unsolicitedPerDay: count,
        parts: whole(1, 20),
        countries,
      },
      'an object like {"parts":6}',
    ),
    dial: fields(
      { countries, allowPremium: value(z.boolean(), 'true or false') },
      'an object like {"countries":["GB"],"allowPremium":false}',
    ),
    ring: fields({ seconds: whole(3, 300) }, 'an object like {"seconds":20}'),
    queue: fields(
      {
        music: value(z.url({ protocol: /^https?$/ }), 'the URL of a sound file'),
        maxSeconds: whole(0, 3_600),
        rounds: whole(1, 10),
      },
      'an object like {"music":"https://…","maxSeconds":120,"rounds":1}',
    ),
    quietHours: map('an object like {"from":"21:00","to":"08:00","zone":"Asia/Tokyo"}'),
    keepDays: whole(1, 3_650),
    reopenWithinHours: value(z.number().check(z.nonnegative(), z.maximum(8_760)), 'a number from 0 to 8760'),
    jwtMinutes: whole(1, 24 * 60),
  },
  'an item',
);

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
