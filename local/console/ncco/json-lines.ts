import { inside } from '../../../desk/calls/findings.ts';

/** Where the values of a JSON text stand: by the path of each, the line (from 1) on which it begins. */
export interface JsonLines {
  /** The line of the value at `path`, or of the nearest value around it that is there; 1 where nothing is. */
  lineOf: (path: string) => number;
  /** Where the text stops being JSON. */
  broken: { line: number; found: string } | undefined;
}

/** Deeper values are not told apart: no rule of the desk allows them. */
const DEEPEST = 200;

const SPACE = /[ \t\n\r]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const PLAIN = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

class Broken extends Error {}

/** Reads a text as `JSON.parse` does, and notes the lines. */
export function readLines(text: string): JsonLines {
  const offsets = new Map<string, number>();
  let at = 0;

  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found !== undefined) at += found.length;
    return found;
  };
  const skip = (): void => void match(SPACE);
  const takes = (character: string): boolean => {
    skip();
    if (text[at] !== character) return false;
    at += 1;
    return true;
  };
  const must = (found: boolean): void => {
    if (!found) throw new Broken();
  };

  const value = (path: string, depth: number): void => {
    skip();
    offsets.set(path, at);
    if (depth > DEEPEST) throw new RangeError('nested too deeply');
    if (takes('[')) {
      if (takes(']')) return;
      for (let index = 0; ; index += 1) {
        value(inside(path, index), depth + 1);
        if (takes(']')) return;
        must(takes(','));
      }
    }
    if (takes('{')) {
      if (takes('}')) return;
      for (;;) {
        skip();
        const key = match(STRING);
        if (key === undefined) throw new Broken();
        must(takes(':'));
        value(inside(path, JSON.parse(key) as string), depth + 1);
        if (takes('}')) return;
        must(takes(','));
      }
    }
    must(match(STRING) !== undefined || match(PLAIN) !== undefined);
  };

  let broken: JsonLines['broken'];
  try {
    value('', 0);
    skip();
    must(at === text.length);
  } catch (error) {
    if (error instanceof Broken) broken = { line: lineAt(text, at), found: text.slice(at, at + 20) };
    else if (!(error instanceof RangeError)) throw error;
  }
  return {
    broken,
    lineOf(path) {
      for (let place = path; place !== ''; place = around(place)) {
        const offset = offsets.get(place);
        if (offset !== undefined) return lineAt(text, offset);
      }
      return lineAt(text, offsets.get('') ?? 0);
    },
  };
}

/** The path without its last step. A step in quotes may hold anything. */
function around(path: string): string {
  return path.replace(/(?:\[\d+\]|\.?"(?:[^"\\]|\\.)*"|\.?[\w-]+|.)$/s, '');
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', next + 1))
    line += 1;
  return line;
}
