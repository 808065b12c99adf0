import * as z from 'zod/mini';
import { DEFAULT_SETTINGS, OPT_OUT_MODES, type Limits, type Settings } from '../../desk/settings.ts';
import { LANGUAGES } from '../../desk/texts/texts.ts';

type Item = Record<string, unknown>;

const count = z.int().check(z.nonnegative());
const wallClock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));
const countries = z.array(z.string().check(z.regex(/^[A-Z]{2}$/)));

/** An attribute's schema, and in words what it must be. */
type Shape = Record<string, readonly [schema: z.ZodMiniType, wanted: string]>;

const LIMITS: Shape = {
  textsPerRecipient: [count, 'a whole number, 0 or more'],
  textsPerDay: [count, 'a whole number, 0 or more'],
  unsolicitedPerDay: [count, 'a whole number, 0 or more'],
  parts: [z.int().check(z.minimum(1), z.maximum(20)), 'a whole number from 1 to 20'],
  countries: [countries, 'a list of countries like ["GB","JP"]'],
};

const SETTINGS: Shape = {
  businessName: [z.string().check(z.minLength(1), z.maxLength(60)), 'a text of 1 to 60 characters'],
  language: [z.enum(LANGUAGES), `one of ${LANGUAGES.join(', ')}`],
  numbers: [
    z.record(
      z.string(),
      z.object({
        uses: z.array(z.enum(['support', 'delivery', 'voice'])),
        language: z.optional(z.enum(LANGUAGES)),
        optOut: z.optional(z.enum(OPT_OUT_MODES)),
      }),
    ),
    'an object like {"447700900000":{"uses":["support","voice"]}}',
  ],
  limits: [z.record(z.string(), z.unknown()), 'an object like {"parts":6}'],
  dial: [
    z.object({ countries: z.optional(countries), allowPremium: z.optional(z.boolean()) }),
    'an object like {"countries":["GB"],"allowPremium":false}',
  ],
  ring: [
    z.object({ seconds: z.int().check(z.minimum(3), z.maximum(300)) }),
    'an object like {"seconds":20}, from 3 to 300',
  ],
  queue: [
    z.object({
      music: z.optional(z.url({ protocol: /^https?$/ })),
      maxSeconds: z.int().check(z.minimum(0), z.maximum(3_600)),
      rounds: z._default(z.int().check(z.minimum(1), z.maximum(10)), DEFAULT_SETTINGS.queue.rounds),
    }),
    'an object like {"music":"https://…","maxSeconds":120,"rounds":1}, with up to 3600 seconds and 10 rounds',
  ],
  quietHours: [
    z.object({ from: wallClock, to: wallClock, zone: z.optional(z.string().check(z.refine(isZone))) }),
    'an object like {"from":"21:00","to":"08:00","zone":"Asia/Tokyo"}',
  ],
  keepDays: [z.int().check(z.minimum(1), z.maximum(3_650)), 'a whole number from 1 to 3650'],
  reopenWithinHours: [z.number().check(z.nonnegative(), z.maximum(8_760)), 'a number from 0 to 8760'],
  jwtMinutes: [z.int().check(z.minimum(1), z.maximum(24 * 60)), 'a whole number from 1 to 1440'],
};

/** An attribute of the `settings` item, and what it must be. */
export interface SettingsFinding {
  attribute: string;
  sentence: string;
}

/** What ops wrote, over what holds until they do; each attribute that they broke falls back by itself, and is told. */
export function settingsOf(item: Item): { settings: Settings; broken: SettingsFinding[] } {
  const { kept, broken } = usable(item, SETTINGS);
  const { limits, ...written } = kept;
  const usableLimits = usable((limits ?? {}) as Item, LIMITS, 'limits.');
  const settings = {
    ...DEFAULT_SETTINGS,
    ...(written as Partial<Settings>),
    limits: { ...DEFAULT_SETTINGS.limits, ...(usableLimits.kept as Partial<Limits>) },
  };
  return { settings, broken: [...broken, ...usableLimits.broken] };
}

/** Attributes that no rule of the desk reads, as a slip of the pen makes them. */
export function unknownSettings(item: Item): string[] {
  const limits = item['limits'];
  const nested = typeof limits === 'object' && limits !== null ? Object.keys(limits) : [];
  return [
    ...Object.keys(item).filter((key) => key !== 'name' && !Object.hasOwn(SETTINGS, key)),
    ...nested.filter((key) => !Object.hasOwn(LIMITS, key)).map((key) => `limits.${key}`),
  ];
}

/** A wrong language does not lose the numbers. */
function usable(item: Item, shape: Shape, within = ''): { kept: Item; broken: SettingsFinding[] } {
  const kept: Item = {};
  const broken: SettingsFinding[] = [];
  for (const [name, [schema, wanted]] of Object.entries(shape)) {
    if (item[name] === undefined || item[name] === null) continue;
    const parsed = z.safeParse(schema, item[name]);
    if (parsed.success) kept[name] = parsed.data;
    else broken.push({ attribute: `${within}${name}`, sentence: `must be ${wanted}` });
  }
  return { kept, broken };
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
