import type { Finding } from './items.ts';

/** Where a line is in a text. */
export interface LineRange {
  start: number;
  end: number;
}

/** The range of each line, without its line break. */
export function lineRanges(text: string): LineRange[] {
  let start = 0;
  return text.split('\n').map((line) => {
    const range = { start, end: start + line.length };
    start = range.end + 1;
    return range;
  });
}

/** The most severe level on each line that has a finding. */
export function levelsByLine(findings: readonly Finding[]): Map<number, Finding['level']> {
  const levels = new Map<number, Finding['level']>();
  for (const { line, level } of findings) if (levels.get(line) !== 'error') levels.set(line, level);
  return levels;
}
