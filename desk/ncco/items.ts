import type { Ncco } from './ncco.ts';
import { type NccoCheck, checkNcco } from './check.ts';
import { type Problem, inside, describeValue } from './findings.ts';
import { isObject, own } from '../json-value.ts';
import { isNccoName } from './item-names.ts';
import { noJson, readJson } from './json-text.ts';
import { MENU_ATTRIBUTES, parseMenu } from '../calls/menu.ts';

/**
 * The NCCO that ops wrote, as a list or as JSON, whichever their editor makes easier. What is no JSON, or the JSON of a
 * mere text, is returned as it is.
 */
export function storedNcco(item: unknown): unknown {
  const ncco = own(item, 'ncco');
  if (typeof ncco !== 'string') return ncco;
  const read = readJson(ncco);
  return 'value' in read && typeof read.value !== 'string' ? read.value : ncco;
}

/** Checks the NCCO that an item holds; placeholders are accepted. */
export function checkItem(item: unknown): NccoCheck {
  const ncco = own(item, 'ncco');
  if (ncco === undefined) return broken('is missing');
  if (typeof ncco !== 'string') return checkNcco(ncco);
  const read = readJson(ncco);
  return 'value' in read ? checkNcco(read.value) : broken(noJson(read.broken));
}

const broken = (sentence: string): NccoCheck => ({ problems: [{ path: 'ncco', sentence }], warnings: [] });

/** The item's NCCO as checked, with its placeholders; undefined where it is not valid. */
export function goodNcco(item: unknown): Ncco | undefined {
  const checked = checkItem(item);
  return 'ncco' in checked ? checked.ncco : undefined;
}

/** What is wrong with an item, independent of any call. `items` are those that `answer` may name. */
export function itemProblems(name: string, items: { readonly [name: string]: unknown }): Problem[] {
  const item = own(items, name);
  if (name === 'menu') return parseMenu(item).problems;
  if (name === 'answer') return answerProblems(item, items);
  const checked = checkItem(item);
  return 'problems' in checked ? checked.problems : [];
}

function answerProblems(item: unknown, items: { readonly [name: string]: unknown }): Problem[] {
  return (['incoming', 'outgoing'] as const).flatMap((path): Problem[] => {
    const name = own(item, path);
    if (name === undefined) return [{ path, sentence: 'is missing' }];
    if (typeof name !== 'string' || name.trim() === '') {
      return [{ path, sentence: `must be the name of a preset, got ${describeValue(name)}` }];
    }
    if (!Object.hasOwn(items, name.trim()))
      return [{ path, sentence: `must name an item that is there, got ${describeValue(name.trim())}` }];
    return isNccoName(name.trim())
      ? []
      : [{ path, sentence: `must name an item that holds an NCCO, got ${describeValue(name.trim())}` }];
  });
}

const ATTRIBUTES = { answer: ['incoming', 'outgoing'], menu: MENU_ATTRIBUTES };
/** Written by the desk and the command, besides what ops edit. */
const BOOKKEEPING = ['name', 'problems', 'versions'];

/** What is odd about an item and stops no call: attributes that are not read are mostly typing errors. */
export function itemWarnings(name: string, items: { readonly [name: string]: unknown }): Problem[] {
  const item = own(items, name);
  const read = name === 'answer' || name === 'menu' ? ATTRIBUTES[name] : ['ncco'];
  const known: readonly string[] = [...read, ...BOOKKEEPING];
  const unread = Object.keys(isObject(item) ? item : {}).filter((key) => !known.includes(key));
  return [
    ...unread.map((key) => ({ path: inside('', key), sentence: 'is not an attribute that the desk reads' })),
    ...(isNccoName(name) ? checkItem(item).warnings : []),
  ];
}
