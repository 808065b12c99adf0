import { isObject } from '../json-value.ts';
import type { HttpMethod, JsonObject, OneUrl } from './ncco.ts';
import { type Findings, describeValue, inside } from './findings.ts';

/**
 * Reads a value of JSON as a `T`. Returns undefined where it is none, after reporting why to the findings. Equivalent
 * spellings are normalized: SDKs of Vonage write `"45"` for 45, `"true"` for true and `[]` for an empty object.
 */
export type Rule<T> = (value: unknown, path: string, findings: Findings) => T | undefined;

export interface Option<T> {
  rule: Rule<T>;
  isRequired: boolean;
}

/** One option for each key of `T`: the compiler reports a key without one. */
export type Options<T> = { [K in keyof T]-?: Option<Exclude<T[K], undefined>> };

export const required = <T>(rule: Rule<T>): Option<T> => ({ rule, isRequired: true });
export const optional = <T>(rule: Rule<T>): Option<T> => ({ rule, isRequired: false });

/** A rule made of one reader, and of what the value must be as an error sentence says it. */
export function rule<T>(expected: string, read: (value: unknown) => T | undefined): Rule<T> {
  return (value, path, findings) =>
    read(value) ?? findings.problem(path, `must be ${expected}, got ${describeValue(value)}`);
}

/** A text that passes a test. */
export const textThat = (expected: string, passes: (text: string) => boolean): Rule<string> =>
  rule(expected, (value) => (typeof value === 'string' && passes(value) ? value : undefined));

const BOOLEANS = new Map<unknown, boolean>([
  [true, true],
  [false, false],
  ['true', true],
  ['false', false],
]);

export const boolean: Rule<boolean> = rule('true or false', (value) => BOOLEANS.get(value));

export const oneOf = <T extends string>(...names: T[]): Rule<T> =>
  rule(names.length === 1 ? `'${names[0]}'` : `one of ${names.join(', ')}`, (value) =>
    names.find((name) => name === value),
  );

export const number = (least: number, most: number): Rule<number> =>
  rule(`a number from ${least} to ${most}`, (value) => inRange(numeric(value), least, most));

export const numberAbove = (limit: number): Rule<number> =>
  rule(`a number of more than ${limit}`, (value) => {
    const read = inRange(numeric(value), limit, Number.MAX_VALUE);
    return read === limit ? undefined : read;
  });

export const integer = (least: number, most = Infinity): Rule<number> =>
  rule(
    most === Infinity ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
    (value) => {
      const read = inRange(numeric(value), least, most);
      return Number.isSafeInteger(read) ? read : undefined;
    },
  );

/** A number, or its decimal digits as a text: no blanks, no exponent, not empty. */
function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

const inRange = (value: number | undefined, least: number, most: number): number | undefined =>
  value !== undefined && value >= least && value <= most ? value : undefined;

export const text: Rule<string> = textThat('a text that is not empty', (value) => value.trim() !== '');

export const matching = (pattern: RegExp, expected: string): Rule<string> =>
  textThat(expected, (value) => pattern.test(value));

export const language = matching(/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i, "a language tag like 'en-GB'");

/** PHP has one empty array for lists and objects, and encodes it as a list. */
const asObject = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? {} : value);

export const object: Rule<JsonObject> = rule('an object', (value) => {
  const read = asObject(value);
  return isObject(read) ? read : undefined;
});

export const method: Rule<HttpMethod> = oneOf('GET', 'POST');

/** A list; each item has its own path in the findings. */
export function listOf<T>(item: Rule<T>): Rule<T[]> {
  return (value, path, findings) => {
    if (!Array.isArray(value)) return findings.problem(path, `must be a list, got ${describeValue(value)}`);
    // Array.from: a hole in a list counts as an item that is missing.
    const read = Array.from(value, (entry: unknown, index) => item(entry, inside(path, index), findings));
    const valid = read.filter((entry) => entry !== undefined);
    return valid.length === read.length ? valid : undefined;
  };
}

/** A list with exactly one item. */
export function listOfOne<T>(item: Rule<T>, itemName: string): Rule<[T]> {
  return (value, path, findings) => {
    if (!Array.isArray(value) || value.length !== 1) {
      return findings.problem(path, `must be a list of exactly one ${itemName}, got ${describeValue(value)}`);
    }
    const read = item(value[0], inside(path, 0), findings);
    return read === undefined ? undefined : [read];
  };
}

/** A URL with one of the schemes, or a text that `isPlaceholder` accepts instead. */
export function url(schemes: string, isPlaceholder: (value: string) => boolean): Rule<string> {
  return textThat(
    `a URL that begins with ${schemes.split('|').join(' or ')}`,
    (value) => isPlaceholder(value) || isUrl(value, schemes),
  );
}

function isUrl(value: string, schemes: string): boolean {
  return new RegExp(`^(${schemes})`, 'i').test(value) && !/\s/.test(value) && URL.canParse(value);
}

export const oneUrl = (link: Rule<string>): Rule<OneUrl> => listOfOne(link, 'URL');

/**
 * An object with these options, whose keys keep their order. Unknown keys are kept as they are, with a warning that
 * names `kind`.
 */
export function shape<T extends object>(kind: string, options: Options<T>): Rule<T> {
  const known = new Map<string, Option<unknown>>(Object.entries(options));
  return (value, path, findings) => {
    const given = asObject(value);
    if (!isObject(given)) return findings.problem(path, `must be an object, got ${describeValue(value)}`);
    const read = new Map<string, unknown>();
    let isValid = true;
    for (const [key, option] of known) {
      const optionPath = inside(path, key);
      if (Object.hasOwn(given, key)) {
        const one = option.rule(given[key], optionPath, findings);
        if (one === undefined) isValid = false;
        read.set(key, one);
      } else if (option.isRequired) {
        findings.problem(optionPath, 'is missing');
        isValid = false;
      }
    }
    for (const key of Object.keys(given)) {
      if (!known.has(key)) findings.warn(inside(path, key), `is not an option of ${kind} that we know`);
    }
    if (!isValid) return undefined;
    // fromEntries: a key called __proto__ stays an ordinary key. Each option was read by the rule of its key.
    return Object.fromEntries(
      Object.keys(given).map((key) => [key, known.has(key) ? read.get(key) : given[key]]),
    ) as T;
  };
}
