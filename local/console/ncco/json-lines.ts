import { withoutBom } from '../../../desk/byte-order-mark.ts';
import { scanJson } from '../../../desk/ncco/json-scanner.ts';
import { type Broken, placeOf, readJson } from '../../../desk/ncco/json-text.ts';

/** The lines on which the values of a JSON text begin. */
export interface JsonLines {
  /** The 1-based line of the value at `path`, or of its nearest ancestor in the text; 1 where there is none. */
  lineOf: (path: string) => number;
  /** Where the text stops being JSON. */
  broken: Broken | undefined;
}

/** Parses a text as `readJson` does and records the line of each value. */
export function readLines(text: string): JsonLines {
  const json = withoutBom(text);
  const offsets = new Map<string, number>();
  scanJson(json, (path, offset) => offsets.set(path, offset));
  const read = readJson(json);
  const lineAt = (offset: number): number => placeOf(json, offset).line;
  return {
    broken: 'broken' in read ? read.broken : undefined,
    lineOf(path) {
      for (let ancestor = path; ancestor !== ''; ancestor = parentOf(ancestor)) {
        const offset = offsets.get(ancestor);
        if (offset !== undefined) return lineAt(offset);
      }
      return lineAt(offsets.get('') ?? 0);
    },
  };
}

/** The path without its last step. A quoted step may contain any character. */
function parentOf(path: string): string {
  return path.replace(/(?:\[\d+\]|\.?"(?:[^"\\]|\\.)*"|\.?[\w-]+|.)$/s, '');
}
