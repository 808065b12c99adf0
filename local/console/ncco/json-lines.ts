import { withoutBom } from '../../../desk/byte-order-mark.ts';
import { scanJson } from '../../../desk/ncco/json-scanner.ts';
import { type Broken, placeOf, readJson } from '../../../desk/ncco/json-text.ts';

/** Where the values of a JSON text stand: by the path of each, the line (from 1) on which it begins. */
export interface JsonLines {
  /** The line of the value at `path`, or of the nearest value around it that is there; 1 where nothing is. */
  lineOf: (path: string) => number;
  /** Where the text stops being JSON. */
  broken: Broken | undefined;
}

/** Reads a text as `readJson` does, and notes the lines. */
export function readLines(text: string): JsonLines {
  const json = withoutBom(text);
  const offsets = new Map<string, number>();
  scanJson(json, (path, offset) => offsets.set(path, offset));
  const read = readJson(json);
  const lineAt = (offset: number): number => placeOf(json, offset).line;
  return {
    broken: 'broken' in read ? read.broken : undefined,
    lineOf(path) {
      for (let place = path; place !== ''; place = around(place)) {
        const offset = offsets.get(place);
        if (offset !== undefined) return lineAt(offset);
      }
      return lineAt(offsets.get('') ?? 0);
    },
  };
}

/** The path without its last step. A step in quotes may hold anything. */
function around(path: string): string {
  return path.replace(/(?:\[\d+\]|\.?"(?:[^"\\]|\\.)*"|\.?[\w-]+|.)$/s, '');
}
