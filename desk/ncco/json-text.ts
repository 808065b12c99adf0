import { withoutBom } from '../byte-order-mark.ts';
import { describeValue } from './findings.ts';
import { scanJson } from './json-scanner.ts';

/** Where a text stops being JSON. */
export interface Broken {
  /** From 1. */
  line: number;
  /** From 1, in UTF-16 code units as editors count. */
  column: number;
  /** What stands there; empty where the text ends too early. */
  found: string;
}

/** Reads a text as `JSON.parse` does, without a leading byte order mark, or says where it stops being JSON. */
export function readJson(text: string): { value: unknown } | { broken: Broken } {
  const json = withoutBom(text);
  try {
    return { value: JSON.parse(json) };
  } catch {
    const offset = scanJson(json) ?? json.length;
    return { broken: { ...placeOf(json, offset), found: json.slice(offset, offset + MAX_FOUND_LENGTH) } };
  }
}

const MAX_FOUND_LENGTH = 20;

/** The error sentence for a text that is no JSON. */
export function noJson({ line, column, found }: Broken): string {
  if (found === '') return `is no JSON: it ends too early, at line ${line}, column ${column}`;
  const [before = ''] = found.split(/[\r\n]/, 1);
  return `is no JSON at line ${line}, column ${column}: ${describeValue(before)}`;
}

/** The line and column of an offset, both from 1. */
export function placeOf(text: string, offset: number): { line: number; column: number } {
  let line = 1;
  let begin = 0;
  for (let next = text.indexOf('\n'); next !== -1 && next < offset; next = text.indexOf('\n', begin)) {
    line += 1;
    begin = next + 1;
  }
  return { line, column: offset - begin + 1 };
}
