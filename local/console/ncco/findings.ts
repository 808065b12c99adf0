import { withoutBom } from '../../../desk/byte-order-mark.ts';
import { isObject } from '../../../desk/json-value.ts';
import { checkNcco } from '../../../desk/ncco/check.ts';
import { type Problem, describeValue } from '../../../desk/ncco/findings.ts';
import { itemProblems, itemWarnings } from '../../../desk/ncco/items.ts';
import { noJson } from '../../../desk/ncco/json-text.ts';
import { checkTemplates } from '../../../desk/texts/templates.ts';
import { asProblem, settingsOf } from '../../../edge/aws/dynamodb/settings-item.ts';
import { answerProblems } from '../../../ops/ncco/chosen-answer.ts';
import type { Items } from '../../../ops/ncco/items.ts';
import type { ItemKind } from './item-kind.ts';
import { readLines } from './json-lines.ts';

/** An error or a doubt about a text, and the line on which it stands. */
export interface Finding {
  level: 'error' | 'warning';
  path: string;
  /** 1-based; 1 where it is not known. */
  line: number;
  message: string;
}

interface Checked {
  problems: Problem[];
  warnings: Problem[];
}

/**
 * Checks a text that is to become the item `name` among `items`.
 *
 * @returns the text's value, undefined unless it is JSON, and everything found about it
 */
export function checkText(
  { name, kind, text }: { name: string; kind: ItemKind; text: string },
  items: Items,
): { value: unknown; findings: Finding[] } {
  const lines = readLines(text);
  if (lines.broken) {
    const { line } = lines.broken;
    return {
      value: undefined,
      findings: [{ level: 'error', path: '', line, message: noJson(lines.broken) }],
    };
  }
  const value: unknown = JSON.parse(withoutBom(text));
  const { problems, warnings } = CHECKS[kind](name, value, items);
  const located =
    (level: Finding['level']) =>
    ({ path, sentence }: Problem): Finding => ({ level, path, line: lines.lineOf(path), message: sentence });
  return { value, findings: [...problems.map(located('error')), ...warnings.map(located('warning'))] };
}

const CHECKS: Record<ItemKind, (name: string, value: unknown, items: Items) => Checked> = {
  ncco: (_name, value) => {
    const checked = checkNcco(value);
    return { problems: 'problems' in checked ? checked.problems : [], warnings: checked.warnings };
  },
  menu: (_name, value) => ({
    problems: itemProblems('menu', { menu: value }),
    warnings: itemWarnings('menu', { menu: value }),
  }),
  answer: (_name, value, items) => {
    const changed = { ...items, answer: value };
    const problems = itemProblems('answer', changed);
    const unusable = (['incoming', 'outgoing'] as const)
      .filter((direction) => !problems.some(({ path }) => path === direction))
      .flatMap((path) => answerProblems(path, changed).map((sentence) => ({ path, sentence })));
    return { problems: [...problems, ...unusable], warnings: itemWarnings('answer', changed) };
  },
  settings: (_name, value) => {
    if (!isObject(value)) return notAnObject(value);
    const { broken, doubtful } = settingsOf({ ...value });
    return { problems: broken.map(asProblem), warnings: doubtful.map(asProblem) };
  },
  texts: (_name, value) => {
    if (!isObject(value)) return notAnObject(value);
    const { broken, unknown } = checkTemplates({ ...value });
    return { problems: broken, warnings: unknown.map((path) => ({ path, sentence: UNREAD })) };
  },
};

const UNREAD = 'is not an attribute that the desk reads';

const notAnObject = (value: unknown): Checked => ({
  problems: [{ path: '', sentence: `must be an object, got ${describeValue(value)}` }],
  warnings: [],
});
