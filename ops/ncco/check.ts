import { checkNcco } from '../../desk/ncco/check.ts';
import { own } from '../../desk/json-value.ts';
import { formatProblem, type Problem } from '../../desk/ncco/findings.ts';
import { itemProblems, itemWarnings, storedNcco } from '../../desk/ncco/items.ts';
import { PLACEHOLDERS } from '../../desk/ncco/placeholders.ts';
import { asProblem, settingsOf } from '../../edge/aws/dynamodb/settings-item.ts';
import { AGENTS, CONFIG_ITEMS } from '../../desk/first-items.ts';
import { describeError } from '../stack/problems.ts';
import type { StoredDesk } from './stored-desk.ts';
import type { Direction } from '../../desk/calls/new-call.ts';
import { answerProblems, chosenAnswer } from './chosen-answer.ts';
import { describeAnswer } from './describe-answer.ts';
import { DIRECTIONS, itemReport, printReport, type Report } from './report.ts';
import { unknownAgents } from './unknown-agents.ts';
import type { Items } from './items.ts';
import { readAgents, type Agent } from './roster.ts';
import { requireItem, nccoNames, parseJson, type Terminal, type NccoContext } from './context.ts';

/** Whether an argument names a file: it has a path, ends in .json, or is `-`. */
export const isFile = (word: string | undefined): word is string =>
  word !== undefined && (word === '-' || word.endsWith('.json') || /[\\/]/.test(word));

/** Problems and warnings of all items, and what callers hear now. */
export async function checkAll(context: NccoContext): Promise<number> {
  const { items } = context;
  const desk: StoredDesk = { items, agents: await readableAgents(context) };
  const reports = [...nccoNames(items), 'answer', 'menu'].map((name) =>
    itemReport(name, itemProblems(name, items), [...itemWarnings(name, items), ...unknownAgents(name, desk)]),
  );
  const settings = settingsFindings(items);
  reports.push(itemReport('settings', settings.problems, settings.warnings));
  const report: Report = {
    right: reports.every(({ problems }) => problems.length === 0),
    items: reports,
    hears: {},
  };
  for (const direction of DIRECTIONS) {
    const answer = chosenAnswer(direction, items);
    const fallback = [];
    if (answer.source !== 'item') {
      report.right = false;
      fallback.push(
        `"${answer.preset}" cannot answer ${direction} calls; this stands in (${answer.source}):`,
        ...answer.problems.map(({ item, ...problem }) => `  ${item}: ${formatProblem(problem)}`),
      );
    }
    report.hears[direction] = [...fallback, ...(await describeDirection(direction, desk))];
  }
  return printReport(report, context);
}

/** Checks one item as if it answered all calls. */
export async function checkOne(name: string, context: NccoContext): Promise<number> {
  const { items } = context;
  const ncco = storedNcco(requireItem(name, items));
  return printReport(await reportOn(name, ncco, { items, agents: await readableAgents(context) }), context);
}

/** Checks a file as if it answered all calls of this desk. */
export async function checkFile(file: string, context: NccoContext): Promise<number> {
  const ncco = parseJson(await context.read(file));
  return printReport(
    await reportOn(file, ncco, { items: context.items, agents: await readableAgents(context) }),
    context,
  );
}

/** Checks a file, without choosing a desk, as if it answered all calls of a newly deployed one. */
export async function checkFileAlone(
  file: string,
  terminal: Terminal & { json?: boolean | undefined },
): Promise<number> {
  const items = Object.fromEntries(CONFIG_ITEMS.map((item) => [String(item['name']), item]));
  const agents = AGENTS.map((name): Agent => ({ name, away: false, inTurn: true }));
  const code = printReport(
    await reportOn(file, parseJson(await terminal.read(file)), { items, agents }),
    terminal,
  );
  if (code === 0 && !terminal.json) {
    terminal.print(
      '\n(With the menu, settings and agents of a first deployment; --local, --stack or --outputs for yours.)',
    );
  }
  return code;
}

/** The roster; undefined, with a warning, when the owner may not read it. */
async function readableAgents({ desk, printError }: NccoContext): Promise<Agent[] | undefined> {
  try {
    return await readAgents(desk);
  } catch (error) {
    printError(`The roster cannot be read, so nothing is told of who is on it: ${describeError(error)}`);
    return undefined;
  }
}

/** Checks an NCCO and describes what callers would hear. */
async function reportOn(title: string, ncco: unknown, desk: StoredDesk): Promise<Report> {
  // Under the menu's own name, its keys are described as well.
  const preset = title === 'ivr' ? 'ivr' : 'checked';
  const items = {
    ...desk.items,
    [preset]: title === preset ? own(desk.items, preset) : { ncco },
    answer: { incoming: preset, outgoing: preset },
  };
  const problems = itemProblems(preset, items);
  const warnings = [...itemWarnings(preset, items), ...unknownAgents(preset, { ...desk, items })];
  const report: Report = {
    right: problems.length === 0,
    items: [itemReport(title, problems, warnings)],
    hears: {},
  };
  if (!report.right) return report;
  for (const direction of DIRECTIONS) {
    const blocking = answerProblems(direction, items);
    report.hears[direction] =
      blocking.length === 0
        ? await describeDirection(direction, { ...desk, items })
        : [`It cannot answer ${direction} calls: ${blocking.join('; ')}`];
  }
  return report;
}

async function describeDirection(direction: Direction, desk: StoredDesk): Promise<string[]> {
  const answer = chosenAnswer(direction, desk.items);
  const warnings = PLACEHOLDERS.filter((one) => JSON.stringify(answer.ncco).includes(one)).map(
    (name) => `${name} has no value in such a call, and stays as it stands`,
  );
  if (direction === 'incoming') {
    if (JSON.stringify(answer.good ?? []).includes('PARAMS_FROM'))
      warnings.push(
        'PARAMS_FROM has no value where the caller hides the number: a "from" is left out, a text stays as it stands',
      );
  } else {
    const checked = checkNcco(answer.ncco, { placeholders: false, caller: 'app' });
    warnings.push(...checked.warnings.map(formatProblem));
  }
  return [...(await describeAnswer(answer, desk)), ...warnings.map((warning) => `  warning: ${warning}`)];
}

function settingsFindings(items: Items): { problems: Problem[]; warnings: Problem[] } {
  const item = own(items, 'settings');
  const written = typeof item === 'object' && item !== null ? { ...item } : {};
  const { broken, doubtful } = settingsOf(written);
  return {
    problems: broken.map(asProblem),
    warnings: doubtful.map(asProblem),
  };
}
