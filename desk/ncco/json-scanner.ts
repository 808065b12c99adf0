import { inside } from './findings.ts';

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Values nested deeper have no path: no rule of the desk allows them. */
const MAX_DEPTH = 200;

type Path = string | undefined;

/** A list or an object that is being read; lists have the index of their current item. */
interface Open {
  path: Path;
  index?: number;
}

/** What follows: a value at a path, the end of the value that was read, or something that is no JSON. */
type Next = { path: Path } | 'over' | 'broken';

interface Scan {
  text: string;
  offset: number;
  open: Open[];
}

/**
 * Reads a text as `JSON.parse` does, and reports where each value begins.
 *
 * @returns the offset at which the text stops being JSON; undefined where it is JSON to its end
 */
export function scanJson(
  text: string,
  onValue: (path: string, offset: number) => void = () => undefined,
): number | undefined {
  const scan: Scan = { text, offset: 0, open: [] };
  let next: Next = { path: '' };
  while (next !== 'broken') {
    if (next === 'over') {
      const around = scan.open.at(-1);
      if (!around) return endOf(scan);
      next = afterValue(scan, around);
    } else {
      match(scan, SPACE);
      if (next.path !== undefined) onValue(next.path, scan.offset);
      next = beginValue(scan, next.path);
    }
  }
  return scan.offset;
}

function endOf(scan: Scan): number | undefined {
  match(scan, SPACE);
  return scan.offset === scan.text.length ? undefined : scan.offset;
}

function beginValue(scan: Scan, path: Path): Next {
  if (takes(scan, '[')) {
    if (takes(scan, ']')) return 'over';
    scan.open.push({ path, index: 0 });
    return at(scan, path, 0);
  }
  if (takes(scan, '{')) {
    if (takes(scan, '}')) return 'over';
    scan.open.push({ path });
    return afterKey(scan, path);
  }
  return (match(scan, STRING) ?? match(scan, SCALAR)) === undefined ? 'broken' : 'over';
}

/** The next item of the innermost list or object, or its end. */
function afterValue(scan: Scan, around: Open): Next {
  const { path, index } = around;
  if (takes(scan, ',')) {
    if (index === undefined) return afterKey(scan, path);
    around.index = index + 1;
    return at(scan, path, index + 1);
  }
  if (!takes(scan, index === undefined ? '}' : ']')) return 'broken';
  scan.open.pop();
  return 'over';
}

function afterKey(scan: Scan, path: Path): Next {
  match(scan, SPACE);
  const key = match(scan, STRING);
  return key === undefined || !takes(scan, ':') ? 'broken' : at(scan, path, JSON.parse(key) as string);
}

const at = ({ open }: Scan, path: Path, key: string | number): Next => ({
  path: path === undefined || open.length > MAX_DEPTH ? undefined : inside(path, key),
});

function match(scan: Scan, pattern: RegExp): string | undefined {
  pattern.lastIndex = scan.offset;
  const found = pattern.exec(scan.text)?.[0];
  scan.offset += found?.length ?? 0;
  return found;
}

/** Skips blanks, and the character if it is the next one. */
function takes(scan: Scan, character: string): boolean {
  match(scan, SPACE);
  if (scan.text[scan.offset] !== character) return false;
  scan.offset += 1;
  return true;
}
