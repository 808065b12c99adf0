import type { Settings } from '../../../desk/settings.ts';
import { LANGUAGES } from '../../../contract/languages.ts';
import type { Texts } from '../../../desk/texts/purposes.ts';
import { BUILT_IN, type Wording } from '../../../desk/texts/texts.ts';
import { log } from '../log.ts';
import { batchGet } from './batch-get.ts';
import { settingsOf } from './settings-item.ts';
import { tableName } from './table.ts';

/** Ops see an edit within 10 s: the cache is half of that, so that no environment is later. */
const CACHED_MS = 5_000;

type Item = Record<string, unknown>;

const cache = new Map<string, { at: number; items: Promise<Map<string, Item>> }>();

/**
 * Items of NccoConfig by name, unchecked, as ops wrote them: the rules check them. One request for all, none while the
 * cache is warm.
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
  const keys = names.map((name) => ({ name }));
  const items = await batchGet(tableName('NCCO_CONFIG_TABLE'), keys, 'config-throttled');
  return new Map(items.map((item) => [String(item['name']), item]));
}

/** The items `settings` and `texts/<language>`, unchecked. */
export const wordingItems = (): Promise<Map<string, Item>> =>
  configItems(['settings', ...LANGUAGES.map((language) => `texts/${language}`)]);

/** The settings and the ops' own templates, per language. */
export async function readSettings(): Promise<{ settings: Settings; texts: Wording }> {
  const items = await wordingItems();
  return {
    settings: settingsIn(items.get('settings') ?? {}),
    texts: (language) => textsOf(items.get(`texts/${language}`)),
  };
}

/** The item's settings; what is broken in it is logged. */
function settingsIn(item: Item): Settings {
  const { settings, broken, doubtful } = settingsOf(item);
  for (const { attribute } of broken) log('error', 'settings-broken', { attribute });
  for (const { attribute } of doubtful) log('warn', 'settings-doubtful', { attribute });
  return settings;
}

/** The ops' own templates of a language, as its item holds them. */
export function textsOf(item: Item | undefined): Partial<Texts> {
  const texts: Partial<Texts> = {};
  for (const purpose of Object.keys(BUILT_IN.en) as (keyof Texts)[]) {
    const template = item?.[purpose];
    if (typeof template === 'string') texts[purpose] = template;
  }
  return texts;
}
