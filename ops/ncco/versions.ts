import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod/mini';
import { isObject, own } from '../../desk/json-value.ts';
import { storedNcco } from '../../desk/ncco/items.ts';

const schema = z.object({
  version: z.int(),
  /** JSON, or whatever stood there. */
  ncco: z.string(),
  by: z.string(),
  /** When it was set, ISO 8601; nobody knows it of an edit by hand. */
  at: z.optional(z.string()),
  note: z.optional(z.string()),
});

/** An NCCO that stands, or once stood, in an item. */
export type Version = z.infer<typeof schema>;

/** Who edited an item without the command. */
export const BY_HAND = 'hand, or the first deployment';

const MOST = 20;
/** Characters: with the NCCO itself, an item stays well below the 400 kB that DynamoDB takes. */
const LARGEST = 150_000;

/** The item's versions, newest first. The first is what stands now, unless nothing does. */
export function versionsOf(item: unknown): Version[] {
  const kept = keptIn(item);
  const ncco = own(item, 'ncco');
  const [newest] = kept;
  if (ncco === undefined || (newest && isSame(storedNcco(item), storedNcco(newest)))) return kept;
  return [{ version: (newest?.version ?? 0) + 1, ncco: asText(ncco), by: BY_HAND }, ...kept];
}

/** The versions that are written on the item, without an edit by hand. */
export function keptIn(item: unknown): Version[] {
  const written = own(item, 'versions');
  if (!Array.isArray(written)) return [];
  return written.flatMap((one: unknown) => {
    const { success, data } = z.safeParse(schema, one);
    return success ? [data] : [];
  });
}

/** The versions with one more. The oldest make room; the version before always stays. */
export function withNext(versions: Version[], next: Omit<Version, 'version'>): Version[] {
  const all = [{ ...next, version: (versions[0]?.version ?? 0) + 1 }, ...versions].slice(0, MOST);
  let size = 0;
  return all.filter((one, index) => (size += one.ncco.length) <= LARGEST || index < 2);
}

/** Whether two NCCOs say the same, in whatever order their keys stand. */
export const isSame = (one: unknown, other: unknown): boolean => isDeepStrictEqual(plain(one), plain(other));

const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(json(value)));

const asText = (ncco: unknown): string => (typeof ncco === 'string' ? ncco : json(ncco));

const json = (value: unknown, space?: number): string =>
  JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? String(one) : one), space);

/** An NCCO for people to read and to compare line by line: DynamoDB keeps no order of keys. What is no JSON stays. */
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
