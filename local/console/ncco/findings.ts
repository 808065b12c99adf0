import { checkNcco } from '../../../desk/calls/check-ncco.ts';
import { isObject, type Problem, shown } from '../../../desk/calls/findings.ts';
import { itemProblems, itemWarnings } from '../../../desk/calls/items.ts';
import { BUILT_IN, type Purposes, say } from '../../../desk/texts/texts.ts';
import { settingsOf, unknownSettings, zoneFindings } from '../../../edge/dynamodb/settings-item.ts';
import { wrongFor } from '../../../ops/ncco/check.ts';
import type { Items } from '../../../ops/ncco/items.ts';
import { readLines } from './json-lines.ts';
import type { ItemKind } from './kept-items.ts';

/** Something that is wrong with a text, or odd about it, and the line on which that stands. */
export interface Finding {
  level: 'error' | 'warning';
  path: string;
  /** From 1; 1 where it is not known. */
  line: number;
  message: string;
}

interface Judged {
  problems: Problem[];
  warnings: Problem[];
}

/** The text's value, unless it is no JSON, and all that is to be said about it as the item `name` among `items`. */
export function judge(
  { name, kind, text }: { name: string; kind: ItemKind; text: string },
  items: Items,
): { value: unknown; findings: Finding[] } {
  const lines = readLines(text);
  if (lines.broken) {
    const { line, found } = lines.broken;
    const message =
      found === '' ? 'this is no JSON: it ends too early' : `this is no JSON from here: ${shown(found)}`;
    return { value: undefined, findings: [{ level: 'error', path: '', line, message }] };
  }
  const value: unknown = JSON.parse(text);
  const { problems, warnings } = RULES[kind](name, value, items);
  const located =
    (level: Finding['level']) =>
    ({ path, sentence }: Problem): Finding => ({ level, path, line: lines.lineOf(path), message: sentence });
  return { value, findings: [...problems.map(located('error')), ...warnings.map(located('warning'))] };
}

const RULES: Record<ItemKind, (name: string, value: unknown, items: Items) => Judged> = {
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
    const unfit = (['incoming', 'outgoing'] as const)
      .filter((direction) => !problems.some(({ path }) => path === direction))
      .flatMap((path) => wrongFor(path, changed).map((sentence) => ({ path, sentence })));
    return { problems: [...problems, ...unfit], warnings: itemWarnings('answer', changed) };
  },
  settings: (_name, value) => {
    if (!isObject(value)) return noObject(value);
    const odd = unknownSettings(value).map((path) => ({ path, sentence: UNREAD }));
    const { broken, withoutZone } = settingsOf(value);
    const problems = broken.map(({ attribute: path, sentence }) => ({ path, sentence }));
    const zones = zoneFindings(withoutZone).map(({ attribute: path, sentence }) => ({ path, sentence }));
    return { problems, warnings: [...zones, ...odd] };
  },
  texts: (_name, value) => {
    if (!isObject(value)) return noObject(value);
    const unread = Object.keys(value).filter((key) => !Object.hasOwn(EXAMPLES, key));
    return {
      problems: PURPOSES.flatMap((purpose) => textProblem(purpose, value[purpose])),
      warnings: unread.map((path) => ({ path, sentence: UNREAD })),
    };
  },
};

const UNREAD = 'is not an attribute that the desk reads';

const noObject = (value: unknown): Judged => ({
  problems: [{ path: '', sentence: `must be an object, got ${shown(value)}` }],
  warnings: [],
});

/** What templates may name, with values of an ordinary length. */
const EXAMPLES: Purposes = {
  confirm: { business: 'ACME', ticket: '1001' },
  notify: { business: 'ACME', day: 'Friday', window: '6pm and 8pm', options: '1 Saturday, 2 Sunday' },
  ack: { business: 'ACME', choice: '1', label: 'Saturday' },
  options: { business: 'ACME', options: '1 Saturday, 2 Sunday' },
  stopped: { business: 'ACME' },
  started: { business: 'ACME' },
  help: { business: 'ACME' },
  missed: { business: 'ACME', ticket: '1001' },
};
const PURPOSES = Object.keys(EXAMPLES) as (keyof Purposes)[];

function textProblem<P extends keyof Purposes>(purpose: P, template: unknown): Problem[] {
  if (template === undefined) return [];
  if (typeof template !== 'string') {
    return [{ path: purpose, sentence: `must be a text, got ${shown(template)}` }];
  }
  if (template === BUILT_IN.en[purpose]) return [];
  const isUsed =
    say(purpose, 'en', EXAMPLES[purpose], { [purpose]: template }) !== say(purpose, 'en', EXAMPLES[purpose]);
  if (isUsed) return [];
  const names = Object.keys(EXAMPLES[purpose]).map((name) => `{${name}}`);
  const sentence = `must be a text of at most 6 parts in which braces hold only ${names.join(', ')}`;
  return [{ path: purpose, sentence }];
}
