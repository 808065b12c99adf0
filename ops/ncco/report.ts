import { formatProblem, type Problem } from '../../desk/ncco/findings.ts';
import type { Direction } from '../../desk/calls/new-call.ts';
import { asJson } from '../command/command.ts';
import type { NccoContext } from './context.ts';

/** The result of a check; with `--json` it is printed as it is. */
export interface Report {
  right: boolean;
  items: { name: string; problems: string[]; warnings: string[] }[];
  /** What a caller, and an agent who dials out, would hear: one string a line. */
  hears: Partial<Record<Direction, string[]>>;
}

export const DIRECTIONS: Direction[] = ['incoming', 'outgoing'];

export const itemReport = (
  name: string,
  problems: Problem[],
  warnings: Problem[],
): Report['items'][number] => ({
  name,
  problems: problems.map(formatProblem),
  warnings: warnings.map(formatProblem),
});

/** Prints the report; returns the exit code. */
export function printReport(report: Report, { print, json }: Pick<NccoContext, 'print' | 'json'>): number {
  if (json) {
    print(asJson(report));
    return report.right ? 0 : 1;
  }
  for (const { name, problems, warnings } of report.items) {
    print(`${name}: ${problems.length === 0 ? 'right' : 'broken'}`);
    for (const problem of problems) print(`  ${problem}`);
    for (const warning of warnings) print(`  warning: ${warning}`);
  }
  for (const direction of DIRECTIONS) {
    const lines = report.hears[direction];
    if (lines) for (const line of ['', ...lines]) print(line);
  }
  return report.right ? 0 : 1;
}
