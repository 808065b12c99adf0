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

/** What follows: a value at a path, the end of the value that was read, or nothing that is JSON. */
type Next = { valueAt: Path } | 'value-over' | 'broken';

/**
 * Reads a text as `JSON.parse` does, and reports where each value begins.
 *
 * @returns the offset at which the text stops being JSON; undefined where it is JSON to its end
 */
export function scanJson(
  text: string,
  onValue: (path: string, offset: number) => void = () => undefined,
): number | undefined {
  return new JsonScanner(text, onValue).scan();
}

class JsonScanner {
  private readonly text: string;
  private readonly onValue: (path: string, offset: number) => void;
  private readonly open: Open[] = [];
  private offset = 0;

  constructor(text: string, onValue: (path: string, offset: number) => void) {
    this.text = text;
    this.onValue = onValue;
  }

  scan(): number | undefined {
    let next: Next = { valueAt: '' };
    for (;;) {
      if (next === 'broken') return this.offset;
      if (next !== 'value-over') next = this.beginValue(next.valueAt);
      else if (this.open.length > 0) next = this.afterValue();
      else return this.end();
    }
  }

  private end(): number | undefined {
    this.match(SPACE);
    return this.offset === this.text.length ? undefined : this.offset;
  }

  private beginValue(path: Path): Next {
    this.match(SPACE);
    if (path !== undefined) this.onValue(path, this.offset);
    if (this.takes('[')) return this.beginList(path);
    if (this.takes('{')) return this.beginObject(path);
    const isScalar = this.match(STRING) !== undefined || this.match(SCALAR) !== undefined;
    return isScalar ? 'value-over' : 'broken';
  }

  private beginList(path: Path): Next {
    if (this.takes(']')) return 'value-over';
    this.open.push({ path, index: 0 });
    return { valueAt: this.pathOf(path, 0) };
  }

  private beginObject(path: Path): Next {
    if (this.takes('}')) return 'value-over';
    this.open.push({ path });
    return this.afterKey(path);
  }

  private afterKey(path: Path): Next {
    this.match(SPACE);
    const key = this.match(STRING);
    if (key === undefined || !this.takes(':')) return 'broken';
    return { valueAt: this.pathOf(path, JSON.parse(key) as string) };
  }

  /** The next item of the innermost list or object, or its end. */
  private afterValue(): Next {
    const around = this.open.at(-1);
    if (!around) return 'broken';
    if (this.takes(',')) {
      if (around.index === undefined) return this.afterKey(around.path);
      around.index += 1;
      return { valueAt: this.pathOf(around.path, around.index) };
    }
    if (!this.takes(around.index === undefined ? '}' : ']')) return 'broken';
    this.open.pop();
    return 'value-over';
  }

  private pathOf(path: Path, key: string | number): Path {
    return path === undefined || this.open.length > MAX_DEPTH ? undefined : inside(path, key);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.offset;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.offset += found.length;
    return found;
  }

  /** Skips blanks, and the character if it is the next one. */
  private takes(character: string): boolean {
    this.match(SPACE);
    if (this.text[this.offset] !== character) return false;
    this.offset += 1;
    return true;
  }
}
