import { describeValue, inside, type Problem } from './findings.ts';

/** The deepest nesting that DynamoDB stores. */
const DEEPEST = 32;

/**
 * Why a value cannot be written as JSON, with its path: dates and sets of a store, holes in lists, values that contain
 * themselves or are nested too deeply. Undefined for a value of JSON.
 */
export function jsonProblem(value: unknown, path = '', depth = 0): Problem | undefined {
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
    const problem = jsonProblem(item, inside(path, key), depth + 1);
    if (problem) return problem;
  }
  return undefined;
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
