import { isObject, own } from '../json-value.ts';
import { actionReaders } from './actions/table.ts';
import type { ActionReader, Position } from './actions/reader.ts';
import { Findings, type Problem, describeValue, inside } from './findings.ts';
import { jsonProblem } from './json-problem.ts';
import type { Ncco, NccoAction } from './ncco.ts';

/** A valid NCCO, or everything that is wrong with it. Warnings never stop a call. */
export type NccoCheck = { ncco: Ncco; warnings: Problem[] } | { problems: Problem[]; warnings: Problem[] };

type Readers = ReadonlyMap<unknown, ActionReader<NccoAction>>;

const AT_REST = actionReaders({ placeholders: true });
const FILLED = actionReaders({ placeholders: false });

/**
 * Checks a value that claims to be an NCCO against the rules of every action, and normalizes it: numbers, booleans and
 * empty objects come out as their types say, however they were spelled, and the tutorial's `input` without a type
 * becomes today's. Unknown options are kept, with a warning: Vonage adds options faster than this project learns them.
 *
 * @param placeholders whether placeholders such as `PARAMS_TO` are accepted; false for an NCCO that is about to be sent
 * @param caller       who calls, where that is known
 */
export function checkNcco(
  value: unknown,
  { placeholders = true, caller }: { placeholders?: boolean; caller?: 'phone' | 'app' } = {},
): NccoCheck {
  const findings = new Findings();
  const { problems, warnings } = findings;
  const entries = entriesOf(value, findings);
  if (!entries) return { problems, warnings };
  const ncco = readActions(entries, placeholders ? AT_REST : FILLED, findings);
  if (problems.length === 0 && caller === 'app') appCallerRules(ncco, findings);
  return problems.length === 0 ? { ncco, warnings } : { problems, warnings };
}

function entriesOf(value: unknown, findings: Findings): unknown[] | undefined {
  if (!Array.isArray(value)) {
    return findings.problem('', `an NCCO must be a list of actions, got ${describeValue(value)}`);
  }
  if (value.length === 0) return findings.problem('', 'an NCCO must have at least one action');
  const notJson = jsonProblem(value);
  return notJson ? findings.problem(notJson.path, notJson.sentence) : value;
}

/** The valid actions; the findings say what is wrong with the others. */
function readActions(entries: unknown[], readers: Readers, findings: Findings): Ncco {
  const names = entries.map((entry) => own(entry, 'action'));
  const ncco: Ncco = [];
  entries.forEach((entry, index) => {
    const action = readAction(entry, { index, path: inside('', index), names }, findings, readers);
    if (action) ncco.push(action);
  });
  return ncco;
}

function readAction(
  value: unknown,
  position: Position,
  findings: Findings,
  readers: Readers,
): NccoAction | undefined {
  const { path } = position;
  if (!isObject(value)) return findings.problem(path, `must be an object, got ${describeValue(value)}`);
  if (!Object.hasOwn(value, 'action')) return findings.problem(inside(path, 'action'), 'is missing');
  const read = readers.get(value['action']);
  if (read) return read(value, position, findings);
  const names = [...readers.keys()].join(', ');
  return findings.problem(
    inside(path, 'action'),
    `must be one of ${names}, got ${describeValue(value['action'])}`,
  );
}

/** Vonage wants no `from` where the caller is an app user; for a phone endpoint it chooses which of our numbers is shown. */
function appCallerRules(ncco: Ncco, findings: Findings): void {
  for (const [index, action] of ncco.entries()) {
    if (action.action !== 'connect' || action.from === undefined) continue;
    if (action.endpoint[0].type === 'phone') continue;
    findings.warn(inside(inside('', index), 'from'), 'should be left out when the caller is an app user');
  }
}
