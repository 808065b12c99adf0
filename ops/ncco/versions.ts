import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { isObject, own } from '../../desk/json-value.ts';
import { storedNcco } from '../../desk/ncco/items.ts';

const schema = z.object({
  version: z.int(),
  /** JSON, or the invalid text that was stored. */
  ncco: z.string(),
  by: z.string(),
  /** When it was set, ISO 8601; unknown for an edit by hand. */
  at: z.optional(z.string()),
  note: z.optional(z.string()),
});

/** A current or former NCCO of an item. */
export type Version = z.infer<typeof schema>;

/** The author of versions that this command did not write. */
export const BY_HAND = 'hand, or the first deployment';

const MAX_VERSIONS = 20;
/** Characters: with the NCCO itself, an item stays well below DynamoDB's limit of 400 kB. */
const MAX_CHARACTERS = 150_000;

/** The item's versions, newest first. The first is the current one, unless the item has no NCCO. */
export function versionsOf(item: unknown): Version[] {
  const kept = storedVersions(item);
  const ncco = own(item, 'ncco');
  const [newest] = kept;
  if (ncco === undefined || (newest && isSameNcco(storedNcco(item), storedNcco(newest)))) return kept;
  return [{ version: (newest?.version ?? 0) + 1, ncco: asText(ncco), by: BY_HAND }, ...kept];
}

/** The versions stored on the item; an edit by hand is not among them. */
export function storedVersions(item: unknown): Version[] {
  const written = own(item, 'versions');
  if (!Array.isArray(written)) return [];
  return written.flatMap((one: unknown) => {
    const { success, data } = z.safeParse(schema, one);
    return success ? [data] : [];
  });
}

/** Adds a version. The oldest are dropped to stay within the limits; the previous one is always kept. */
export function withNext(versions: Version[], next: Omit<Version, 'version'>): Version[] {
  const all = [{ ...next, version: (versions[0]?.version ?? 0) + 1 }, ...versions].slice(0, MAX_VERSIONS);
  let size = 0;
  return all.filter((one, index) => (size += one.ncco.length) <= MAX_CHARACTERS || index < 2);
}

/** Whether two NCCOs are equal, whatever the order of their keys. */
export const isSameNcco = (one: unknown, other: unknown): boolean =>
  isDeepStrictEqual(plain(one), plain(other));

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(json(value)));

const asText = (ncco: unknown): string => (typeof ncco === 'string' ? ncco : json(ncco));

const json = (value: unknown, space?: number): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one), space);

/** Formats an NCCO with a stable key order, since DynamoDB keeps none. Text that is no JSON is returned as it is. */
export function pretty(ncco: unknown): string {
  return typeof ncco === 'string' ? ncco : json(ordered(ncco), 2);
}

const FIRST = ['action', 'type'];

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (!isObject(value)) return value;
  const rank = (key: string) => (FIRST.includes(key) ? FIRST.indexOf(key) : FIRST.length);
  const keys = Object.keys(value).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(keys.map((key) => [key, ordered(value[key])]));
}
