/** What is wrong with, or odd about, one place of an NCCO or a menu: `[2].endpoint[0].number`, and a sentence. */
export interface Problem {
  path: string;
  sentence: string;
}

/** What a check collects: problems break a call, warnings do not. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  /** Returns undefined: what a rule reads of a value that is wrong. */
  problem(path: string, sentence: string): undefined {
    this.problems.push({ path, sentence });
    return undefined;
  }

  warn(path: string, sentence: string): void {
    this.warnings.push({ path, sentence });
  }
}

/** A problem as one line, the way ops read it. */
export function formatProblem({ path, sentence }: Problem): string {
  return path === '' ? sentence : `${path}: ${sentence}`;
}

/** Adds a key to a path: `[0]` and `text` give `[0].text`. */
export function inside(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const named = /^[\w-]{1,60}$/.test(key) ? key : JSON.stringify(key.slice(0, 60));
  return path === '' ? named : `${path}.${named}`;
}

const SHOWN = 60;

/** A value from outside, short enough to be shown and without trust in its own toString. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value}'`;
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return `${value}`;
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}

/** An object of JSON or DynamoDB, as opposed to a list, null or a scalar. */
export function isObject(value: unknown): value is { [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object's own value under a key; what its prototype knows does not count. */
export function own(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** DynamoDB nests no deeper, so neither does anything that ops can write. */
const DEEPEST = 32;

/**
 * What keeps a value from being said in JSON, told at its place: dates and sets of a store, holes in lists, values that
 * contain themselves or are nested beyond all sense.
 */
export function notJson(value: unknown, path = '', depth = 0): Problem | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : { path, sentence: `must be a number of JSON, got ${value}` };
  }
  if (typeof value !== 'object' || !(Array.isArray(value) || isPlain(value))) {
    return { path, sentence: `must be a value of JSON, got ${describeValue(value)}` };
  }
  if (depth === DEEPEST) return { path, sentence: `is nested deeper than ${DEEPEST} levels` };
  const entries: Iterable<[string | number, unknown]> = Array.isArray(value)
    ? value.entries()
    : Object.entries(value);
  for (const [key, item] of entries) {
    const problem = notJson(item, inside(path, key), depth + 1);
    if (problem) return problem;
  }
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
