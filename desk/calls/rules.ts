import type { HttpMethod, JsonObject, OneUrl } from './ncco.ts';
import { type Findings, inside, isObject, shown } from './findings.ts';

/** Says whether a value is a `T`, and tells the findings why not. */
export type Rule<T> = (value: unknown, path: string, findings: Findings) => value is T;

export interface Option<T> {
  rule: Rule<T>;
  required: boolean;
}

/** One option for each key of `T`, so that the compiler finds a key that the table forgot. */
export type Options<T> = { [K in keyof T]-?: Option<Exclude<T[K], undefined>> };

export const must = <T>(rule: Rule<T>): Option<T> => ({ rule, required: true });
export const may = <T>(rule: Rule<T>): Option<T> => ({ rule, required: false });

/** A rule that is one test and the sentence for when it fails. */
export function rule<T>(sentence: string, holds: (value: unknown) => boolean): Rule<T> {
  return (value, path, findings): value is T =>
    holds(value) || findings.problem(path, `must be ${sentence}, got ${shown(value)}`);
}

export const flag: Rule<boolean> = rule('true or false', (value) => typeof value === 'boolean');

export const oneOf = <T extends string>(...names: T[]): Rule<T> =>
  rule(names.length === 1 ? `'${names[0]}'` : `one of ${names.join(', ')}`, (value) =>
    names.some((name) => name === value),
  );

export const number = (least: number, most: number): Rule<number> =>
  rule(`a number from ${least} to ${most}`, (value) => inRange(value, least, most));

export const whole = (least: number, most = Infinity): Rule<number> =>
  rule(
    most === Infinity ? `a whole number, ${least} or more` : `a whole number from ${least} to ${most}`,
    (value) => Number.isInteger(value) && inRange(value, least, most),
  );

const inRange = (value: unknown, least: number, most: number): boolean =>
  typeof value === 'number' && value >= least && value <= most;

export const text: Rule<string> = rule(
  'a text that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '',
);

export const matching = (pattern: RegExp, sentence: string): Rule<string> =>
  rule(sentence, (value) => typeof value === 'string' && pattern.test(value));

export const language = matching(/^[a-z]{2,3}(-[a-z0-9]{2,8}){0,3}$/i, "a language tag like 'en-GB'");

export const object: Rule<JsonObject> = rule('an object', isObject);

export const method: Rule<HttpMethod> = oneOf('GET', 'POST');

/** Every item of a list, each told about at its own place. */
export function listOf<T>(item: Rule<T>): Rule<T[]> {
  return (value, path, findings): value is T[] => {
    if (!Array.isArray(value)) return findings.problem(path, `must be a list, got ${shown(value)}`);
    // Array.from: a hole in a list counts as an item that is missing.
    const right = Array.from(value, (entry: unknown, index) => item(entry, inside(path, index), findings));
    return right.every(Boolean);
  };
}

/** A list with exactly one item. */
export function single<T>(item: Rule<T>, of: string): Rule<[T]> {
  return (value, path, findings): value is [T] => {
    if (!Array.isArray(value) || value.length !== 1) {
      return findings.problem(path, `must be a list of exactly one ${of}, got ${shown(value)}`);
    }
    return item(value[0], inside(path, 0), findings);
  };
}

/** A URL with one of the schemes; `also` lets a placeholder stand in its place. */
export function url(schemes: string, also: (value: string) => boolean): Rule<string> {
  return rule(
    `a URL that begins with ${schemes.split('|').join(' or ')}`,
    (value) => typeof value === 'string' && (also(value) || isUrl(value, schemes)),
  );
}

function isUrl(value: string, schemes: string): boolean {
  return new RegExp(`^(${schemes})`, 'i').test(value) && !/\s/.test(value) && URL.canParse(value);
}

export const oneUrl = (link: Rule<string>): Rule<OneUrl> => single(link, 'URL');

/** An object whose keys follow the options; `what` names it in warnings about keys that nobody knows. */
export function shape<T extends object>(what: string, options: Options<T>): Rule<T> {
  const known = new Map<string, Option<unknown>>(Object.entries(options));
  return (value, path, findings): value is T => {
    if (!isObject(value)) return findings.problem(path, `must be an object, got ${shown(value)}`);
    let right = true;
    for (const [key, option] of known) {
      const at = inside(path, key);
      if (!Object.hasOwn(value, key)) {
        if (option.required) right = findings.problem(at, 'is missing');
      } else if (!option.rule(value[key], at, findings)) right = false;
    }
    for (const key of Object.keys(value)) {
      if (!known.has(key)) findings.warn(inside(path, key), `is not an option of ${what} that we know`);
    }
    return right;
  };
}
