import type { HttpMethod, JsonObject, OneUrl } from './ncco.ts';
import { type Findings, inside, isObject, describeValue } from './findings.ts';

/**
 * Reads a value of JSON as a `T`: undefined where it is none, and the findings are told why. What it reads may be
 * written differently: SDKs of Vonage write `"45"` for 45, `"true"` for true and `[]` for an empty object.
 */
export type Rule<T> = (value: unknown, path: string, findings: Findings) => T | undefined;

export interface Option<T> {
  rule: Rule<T>;
  required: boolean;
}

/** One option for each key of `T`, so that the compiler finds a key that the table forgot. */
export type Options<T> = { [K in keyof T]-?: Option<Exclude<T[K], undefined>> };

export const must = <T>(rule: Rule<T>): Option<T> => ({ rule, required: true });
export const may = <T>(rule: Rule<T>): Option<T> => ({ rule, required: false });

/** A rule that is one reading and the sentence for when it fails. */
export function rule<T>(sentence: string, read: (value: unknown) => T | undefined): Rule<T> {
  return (value, path, findings) =>
    read(value) ?? findings.problem(path, `must be ${sentence}, got ${describeValue(value)}`);
}

/** A text for which a test holds. */
export const textThat = (sentence: string, holds: (text: string) => boolean): Rule<string> =>
  rule(sentence, (value) => (typeof value === 'string' && holds(value) ? value : undefined));

const FLAGS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
]);

export const flag: Rule<boolean> = rule('true or false', (value) => FLAGS.get(value));

export const oneOf = <T extends string>(...names: T[]): Rule<T> =>
  rule(names.length === 1 ? `'${names[0]}'` : `one of ${names.join(', ')}`, (value) =>
    names.find((name) => name === value),
  );

export const number = (least: number, most: number): Rule<number> =>
  rule(`a number from ${least} to ${most}`, (value) => inRange(numeric(value), least, most));

export const more = (than: number): Rule<number> =>
  rule(`a number of more than ${than}`, (value) => {
    const read = inRange(numeric(value), than, Number.MAX_VALUE);
    return read === than ? undefined : read;
  });

export const whole = (least: number, most = Infinity): Rule<number> =>
  rule(
    most === Infinity ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
    (value) => {
      const read = inRange(numeric(value), least, most);
      return Number.isSafeInteger(read) ? read : undefined;
    },
  );

/** A number, or its decimal digits as a text: no blanks, no exponent, nothing empty. */
function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const inRange = (value: number | undefined, least: number, most: number): number | undefined =>
  value !== undefined && value >= least && value <= most ? value : undefined;

export const text: Rule<string> = textThat('a text that is not empty', (value) => value.trim() !== '');

export const matching = (pattern: RegExp, sentence: string): Rule<string> =>
  textThat(sentence, (value) => pattern.test(value));

export const language = matching(/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i, "a language tag like 'en-GB'");

/** PHP has one empty array for both, and writes it as a list. */
const asObject = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? {} : value);

export const object: Rule<JsonObject> = rule('an object', (value) => {
  const read = asObject(value);
  return isObject(read) ? read : undefined;
});

export const method: Rule<HttpMethod> = oneOf('GET', 'POST');

/** Every item of a list, each told about at its own place. */
export function listOf<T>(item: Rule<T>): Rule<T[]> {
  return (value, path, findings) => {
    if (!Array.isArray(value)) return findings.problem(path, `must be a list, got ${describeValue(value)}`);
    // Array.from: a hole in a list counts as an item that is missing.
    const read = Array.from(value, (entry: unknown, index) => item(entry, inside(path, index), findings));
    const right = read.filter((entry) => entry !== undefined);
    return right.length === read.length ? right : undefined;
  };
}

/** A list with exactly one item. */
export function single<T>(item: Rule<T>, of: string): Rule<[T]> {
  return (value, path, findings) => {
    if (!Array.isArray(value) || value.length !== 1) {
      return findings.problem(path, `must be a list of exactly one ${of}, got ${describeValue(value)}`);
    }
    const read = item(value[0], inside(path, 0), findings);
    return read === undefined ? undefined : [read];
  };
}

/** A URL with one of the schemes; `also` lets a placeholder stand in its place. */
export function url(schemes: string, also: (value: string) => boolean): Rule<string> {
  return textThat(
    `a URL that begins with ${schemes.split('|').join(' or ')}`,
    (value) => also(value) || isUrl(value, schemes),
  );
}

function isUrl(value: string, schemes: string): boolean {
  return new RegExp(`^(${schemes})`, 'i').test(value) && !/\s/.test(value) && URL.canParse(value);
}

export const oneUrl = (link: Rule<string>): Rule<OneUrl> => single(link, 'URL');

/**
 * An object whose keys follow the options, read in the order in which they stand; `what` names it in warnings about keys
 * that nobody knows, which are kept as they are.
 */
export function shape<T extends object>(what: string, options: Options<T>): Rule<T> {
  const known = new Map<string, Option<unknown>>(Object.entries(options));
  return (value, path, findings) => {
    const given = asObject(value);
    if (!isObject(given)) return findings.problem(path, `must be an object, got ${describeValue(value)}`);
    const read = new Map<string, unknown>();
    let right = true;
    for (const [key, option] of known) {
      const at = inside(path, key);
      if (Object.hasOwn(given, key)) {
        const one = option.rule(given[key], at, findings);
        if (one === undefined) right = false;
        read.set(key, one);
      } else if (option.required) {
        findings.problem(at, 'is missing');
        right = false;
      }
    }
    for (const key of Object.keys(given)) {
      if (!known.has(key)) findings.warn(inside(path, key), `is not an option of ${what} that we know`);
    }
    if (!right) return undefined;
    // fromEntries: a key that is called __proto__ stays an ordinary key. Each option was read by the rule of its key.
    return Object.fromEntries(
      Object.keys(given).map((key) => [key, known.has(key) ? read.get(key) : given[key]]),
    ) as T;
  };
}
