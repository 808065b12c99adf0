/** What is wrong with, or odd about, one place of an NCCO or a menu: a path such as `[2].endpoint[0].number`, and a sentence. */
export interface Problem {
  path: string;
  sentence: string;
}

/** Collects what a check finds: problems break a call, warnings do not. */
export class Findings {
  readonly problems: Problem[] = [];
  readonly warnings: Problem[] = [];

  /** Always returns undefined, so that a rule can return it in place of the value it could not read. */
  problem(path: string, sentence: string): undefined {
    this.problems.push({ path, sentence });
    return undefined;
  }

  warn(path: string, sentence: string): void {
    this.warnings.push({ path, sentence });
  }
}

/** A problem as one line for ops: `path: sentence`. */
export function formatProblem({ path, sentence }: Problem): string {
  return path === '' ? sentence : `${path}: ${sentence}`;
}

/** Adds a key to a path: `[0]` and `text` give `[0].text`. */
export function inside(path: string, key: string | number): string {
  if (typeof key === 'number') return `${path}[${key}]`;
  const named = /^[\w-]{1,60}$/.test(key) ? key : JSON.stringify(key.slice(0, 60));
  return path === '' ? named : `${path}.${named}`;
}

const MAX_QUOTED_LENGTH = 60;

/** A value from outside as a short text for an error sentence; its own toString is never called. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string')
    return `'${value.length > MAX_QUOTED_LENGTH ? `${value.slice(0, MAX_QUOTED_LENGTH)}…` : value}'`;
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return `${value}`;
  return value === undefined ? 'nothing' : `a ${typeof value}`;
}
