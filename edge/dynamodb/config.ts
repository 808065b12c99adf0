import { BatchGetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod/mini';
import { DEFAULT_SETTINGS, OPT_OUT_MODES, type Limits, type Settings } from '../../desk/settings.ts';
import { BUILT_IN, LANGUAGES, type Texts, type Wording } from '../../desk/texts/texts.ts';
import { environment } from '../environment.ts';
import { log } from '../log.ts';
import { dynamodb } from './client.ts';

/** Ops see an edit within 10 s: the cache is half of that, so that no environment is later. */
const CACHED_MS = 5_000;

type Item = Record<string, unknown>;

const count = z.int().check(z.nonnegative());
const wallClock = z.string().check(z.regex(/^([01]\d|2[0-3]):[0-5]\d$/));

const limitsItem = {
  textsPerRecipient: count,
  textsPerDay: count,
  parts: z.int().check(z.minimum(1), z.maximum(20)),
  countries: z.array(z.string().check(z.regex(/^[A-Z]{2}$/))),
};

const settingsItem = {
  businessName: z.string().check(z.minLength(1), z.maxLength(60)),
  language: z.enum(LANGUAGES),
  numbers: z.record(
    z.string(),
    z.object({
      uses: z.array(z.enum(['support', 'delivery', 'voice'])),
      language: z.optional(z.enum(LANGUAGES)),
      optOut: z.optional(z.enum(OPT_OUT_MODES)),
    }),
  ),
  limits: z.record(z.string(), z.unknown()),
  dial: z.object({
    countries: z.optional(limitsItem.countries),
    allowPremium: z.optional(z.boolean()),
  }),
  ring: z.object({ seconds: z.int().check(z.minimum(3), z.maximum(300)) }),
  queue: z.object({
    music: z.optional(z.url({ protocol: /^https?$/ })),
    maxSeconds: z.int().check(z.minimum(0), z.maximum(3_600)),
    rounds: z._default(z.int().check(z.minimum(1), z.maximum(10)), DEFAULT_SETTINGS.queue.rounds),
  }),
  quietHours: z.object({
    from: wallClock,
    to: wallClock,
    zone: z.optional(z.string().check(z.refine(isZone))),
  }),
  keepDays: z.int().check(z.minimum(1), z.maximum(3_650)),
  reopenWithinHours: z.number().check(z.nonnegative(), z.maximum(8_760)),
  jwtMinutes: z.int().check(z.minimum(1), z.maximum(24 * 60)),
};

const cache = new Map<string, { at: number; items: Promise<Map<string, Item>> }>();

/**
 * Items of NccoConfig by name, as ops left them: whatever stands in them, for the desk's rules to check. One call for
 * all, none while the cache is warm.
 */
export async function configItems(names: string[], now: () => number = Date.now): Promise<Map<string, Item>> {
  const key = names.join(' ');
  const cached = cache.get(key);
  if (cached && Math.abs(now() - cached.at) < CACHED_MS) return cached.items;
  const entry = { at: now(), items: readItems(names) };
  cache.set(key, entry);
  try {
    return await entry.items;
  } catch (error) {
    if (cache.get(key) === entry) cache.delete(key);
    throw error;
  }
}

async function readItems(names: string[]): Promise<Map<string, Item>> {
  const table = environment('NCCO_CONFIG_TABLE');
  const { Responses } = await dynamodb.send(
    new BatchGetCommand({ RequestItems: { [table]: { Keys: names.map((name) => ({ name })) } } }),
  );
  return new Map((Responses?.[table] ?? []).map((item) => [String(item['name']), item]));
}

/** The settings and the ops' own templates, per language. */
export async function readSettings(): Promise<{ settings: Settings; texts: Wording }> {
  const items = await configItems(['settings', ...LANGUAGES.map((language) => `texts/${language}`)]);
  return {
    settings: settingsOf(items.get('settings') ?? {}),
    texts: (language) => textsOf(items.get(`texts/${language}`)),
  };
}

/** What ops wrote, over what holds until they do. */
function settingsOf(item: Item): Settings {
  const { limits, ...written } = usable(item, settingsItem);
  return {
    ...DEFAULT_SETTINGS,
    ...(written as Partial<Settings>),
    limits: {
      ...DEFAULT_SETTINGS.limits,
      ...(usable((limits ?? {}) as Item, limitsItem) as Partial<Limits>),
    },
  };
}

/** Each attribute that ops broke falls back by itself: a wrong language does not lose the numbers. */
function usable(item: Item, shape: Record<string, z.ZodMiniType>): Item {
  const kept: Item = {};
  for (const [name, schema] of Object.entries(shape)) {
    if (item[name] === undefined || item[name] === null) continue;
    const parsed = z.safeParse(schema, item[name]);
    if (parsed.success) kept[name] = parsed.data;
    else log('error', 'settings-broken', { attribute: name });
  }
  return kept;
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function textsOf(item: Item | undefined): Partial<Texts> {
  const texts: Partial<Texts> = {};
  for (const purpose of Object.keys(BUILT_IN.en) as (keyof Texts)[]) {
    const template = item?.[purpose];
    if (typeof template === 'string') texts[purpose] = template;
  }
  return texts;
}
