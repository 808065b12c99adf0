import { withoutBom } from '../byte-order-mark.ts';
import { inside, describeValue } from './findings.ts';

/** Where a text stops being JSON. */
export interface Broken {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units as editors count. */
  column: number;
  /** What stands there; empty where the text ends too early. */
  found: string;
}

/** Reads a text as `JSON.parse` does, but for a byte order mark before it, or says where it stops being JSON. */
export function readJson(text: string): { value: unknown } | { broken: Broken } {
  const json = withoutBom(text);
  try {
    return { value: JSON.parse(json) };
  } catch {
    const at = scanJson(json) ?? json.length;
    return { broken: { ...placeOf(json, at), found: json.slice(at, at + FOUND) } };
  }
}

const FOUND = 20;

/** The sentence for a text that is no JSON. */
export function noJson({ line, column, found }: Broken): string {
  if (found === '') return `is no JSON: it ends too early, at line ${line}, column ${column}`;
  const [before = ''] = found.split(/[\r\n]/, 1);
  return `is no JSON at line ${line}, column ${column}: ${describeValue(before)}`;
}

export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let begin = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', begin)) {
    line += 1;
    begin = next + 1;
  }
  return { line, column: offset - begin + 1 };
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** A list or an object that is being read; without a path where it is nested too deeply for one. */
type Open = { path: string | undefined; index: number } | { path: string | undefined; index?: never };

/** Deeper values have no path: no rule of the desk allows them. */
const DEEPEST = 200;

/**
 * Reads a text as `JSON.parse` does, tells where each value begins, and returns the offset at which the text stops being
 * JSON; undefined where it is JSON to its end.
 */
export function scanJson(
  text: string,
  at: (path: string, offset: number) => void = () => undefined,
): number | undefined {
  let offset = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) offset += found.length;
    return found;
  };
  const takes = (character: string): boolean => {
    match(SPACE);
    if (text[offset] !== character) return false;
    offset += 1;
    return true;
  };

  const open: Open[] = [];
  const pathOf = (path: string | undefined, key: string | number): string | undefined =>
    path === undefined || open.length > DEEPEST ? undefined : inside(path, key);
  /** The path of an object's next value; false where no key and colon stand here. */
  const afterKey = (path: string | undefined): string | undefined | false => {
    match(SPACE);
    const key = match(STRING);
    if (key === undefined || !takes(':')) return false;
    return pathOf(path, JSON.parse(key) as string);
  };

  let path: string | undefined | false = '';
  for (;;) {
    if (path === false) return offset;
    match(SPACE);
    if (path !== undefined) at(path, offset);
    if (takes('[')) {
      open.push({ path, index: 0 });
      if (!takes(']')) {
        path = pathOf(path, 0);
        continue;
      }
      open.pop();
    } else if (takes('{')) {
      open.push({ path });
      if (!takes('}')) {
        path = afterKey(path);
        continue;
      }
      open.pop();
    } else if (match(STRING) === undefined && match(PLAIN) === undefined) return offset;

    // A value is over: what is around it goes on, or is over as well.
    for (;;) {
      const around = open.at(-1);
      if (!around) {
        match(SPACE);
        return offset === text.length ? undefined : offset;
      }
      const isList = around.index !== undefined;
      if (takes(',')) {
        path = isList ? pathOf(around.path, (around.index += 1)) : afterKey(around.path);
        break;
      }
      if (!takes(isList ? ']' : '}')) return offset;
      open.pop();
    }
  }
}
