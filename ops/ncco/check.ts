import { isSameAgent } from '../../desk/agents/name.ts';
import { checkNcco } from '../../desk/ncco/check.ts';
import { formatProblem, type Problem } from '../../desk/ncco/findings.ts';
import { own } from '../../desk/json-value.ts';
import { goodNcco, itemProblems, itemWarnings, storedNcco } from '../../desk/ncco/items.ts';
import { parseMenu } from '../../desk/calls/menu.ts';
import { PLACEHOLDERS } from '../../desk/ncco/placeholders.ts';
import { asProblem, settingsOf } from '../../edge/aws/dynamodb/settings-item.ts';
import { AGENTS, CONFIG_ITEMS } from '../../desk/first-items.ts';
import { asJson } from '../command/command.ts';
import { sentenceFor } from '../stack/problems.ts';
import type { Desk } from './desk.ts';
import { answerTo, heard } from './heard.ts';
import type { Items } from './items.ts';
import { readAgents, type Agent } from './roster.ts';
import { itemNamed, namesIn, parsed, type Terminal, type Work } from './work.ts';

/** A word with a path, the ending .json, or `-`. */
export const isFile = (word: string | undefined): word is string =>
  word !== undefined && (word === '-' || word.endsWith('.json') || /[\\/]/.test(word));

/** What was found, for people and for programs. */
interface Report {
  right: boolean;
  items: { name: string; problems: string[]; warnings: string[] }[];
  /** What a caller, and an agent who dials, would get, a line each. */
  hears: Partial<Record<Direction, string[]>>;
}

type Direction = 'incoming' | 'outgoing';
const DIRECTIONS: Direction[] = ['incoming', 'outgoing'];

/** All that is wrong or odd in the items, and what callers hear now. */
export async function checkAll(work: Work): Promise<number> {
  const { items } = work;
  const desk: Desk = { items, agents: await agentsOf(work) };
  const judged = [...namesIn(items), 'answer', 'menu'].map((name) =>
    judge(name, itemProblems(name, items), [...itemWarnings(name, items), ...strangers(name, desk)]),
  );
  const settings = settingsFindings(items);
  judged.push(judge('settings', settings.problems, settings.warnings));
  const report: Report = {
    right: judged.every(({ problems }) => problems.length === 0),
    items: judged,
    hears: {},
  };
  for (const direction of DIRECTIONS) {
    const answer = answerTo(direction, items);
    const instead = [];
    if (answer.source !== 'item') {
      report.right = false;
      instead.push(
        `"${answer.preset}" cannot answer ${direction} calls; this stands in (${answer.source}):`,
        ...answer.problems.map(({ item, ...problem }) => `  ${item}: ${formatProblem(problem)}`),
      );
    }
    report.hears[direction] = [...instead, ...(await linesHeard(direction, desk))];
  }
  return tellReport(report, work);
}

/** One item, as if it answered all calls. */
export async function checkOne(name: string, work: Work): Promise<number> {
  const { items } = work;
  const ncco = storedNcco(itemNamed(name, items));
  return tellReport(await reportOn(name, ncco, { items, agents: await agentsOf(work) }), work);
}

/** A file, as if it answered all calls of this desk. */
export async function checkFile(file: string, work: Work): Promise<number> {
  const ncco = parsed(await work.read(file));
  return tellReport(await reportOn(file, ncco, { items: work.items, agents: await agentsOf(work) }), work);
}

/** A file, where no desk is named: as if it answered all calls of one that was just deployed. */
export async function checkFileAlone(
  file: string,
  terminal: Terminal & { json?: boolean | undefined },
): Promise<number> {
  const items = Object.fromEntries(CONFIG_ITEMS.map((item) => [String(item['name']), item]));
  const agents = AGENTS.map((name): Agent => ({ name, away: false, inTurn: true }));
  const code = tellReport(
    await reportOn(file, parsed(await terminal.read(file)), { items, agents }),
    terminal,
  );
  if (code === 0 && !terminal.json) {
    terminal.say(
      '\n(With the menu, settings and agents of a first deployment; --local, --stack or --outputs for yours.)',
    );
  }
  return code;
}

/** Nothing about agents is told where the owner may not read the roster. */
async function agentsOf({ desk, complain }: Work): Promise<Agent[] | undefined> {
  try {
    return await readAgents(desk);
  } catch (error) {
    complain(`The roster cannot be read, so nothing is told of who is on it: ${sentenceFor(error)}`);
    return undefined;
  }
}

/** Whether an NCCO is right, and what callers would hear if it answered. */
async function reportOn(title: string, ncco: unknown, desk: Desk): Promise<Report> {
  // Under the menu's name the keys of the menu count, wherever they are asked for.
  const preset = title === 'ivr' ? 'ivr' : 'checked';
  const items = {
    ...desk.items,
    [preset]: title === preset ? own(desk.items, preset) : { ncco },
    answer: { incoming: preset, outgoing: preset },
  };
  const problems = itemProblems(preset, items);
  const warnings = [...itemWarnings(preset, items), ...strangers(preset, { ...desk, items })];
  const report: Report = {
    right: problems.length === 0,
    items: [judge(title, problems, warnings)],
    hears: {},
  };
  if (!report.right) return report;
  for (const direction of DIRECTIONS) {
    const wrong = wrongFor(direction, items);
    report.hears[direction] =
      wrong.length === 0
        ? await linesHeard(direction, { ...desk, items })
        : [`It cannot answer ${direction} calls: ${wrong.join('; ')}`];
  }
  return report;
}

const judge = (name: string, problems: Problem[], warnings: Problem[]): Report['items'][number] => ({
  name,
  problems: problems.map(formatProblem),
  warnings: warnings.map(formatProblem),
});

function tellReport(report: Report, { say, json }: Pick<Work, 'say' | 'json'>): number {
  if (json) {
    say(asJson(report));
    return report.right ? 0 : 1;
  }
  for (const { name, problems, warnings } of report.items) {
    say(`${name}: ${problems.length === 0 ? 'right' : 'broken'}`);
    for (const problem of problems) say(`  ${problem}`);
    for (const warning of warnings) say(`  warning: ${warning}`);
  }
  for (const direction of DIRECTIONS) {
    const lines = report.hears[direction];
    if (lines) for (const line of ['', ...lines]) say(line);
  }
  return report.right ? 0 : 1;
}

async function linesHeard(direction: Direction, desk: Desk): Promise<string[]> {
  const answer = answerTo(direction, desk.items);
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
  return [...(await heard(answer, desk)), ...warnings.map((warning) => `  warning: ${warning}`)];
}

/** Whom a menu or an NCCO rings although the roster does not know them. */
function strangers(name: string, { items, agents }: Desk): Problem[] {
  if (!agents) return [];
  return agentsIn(name, items)
    .filter(([, agent]) => !agents.some((one) => isSameAgent(one.name, agent)))
    .map(([path, agent]) => ({
      path,
      sentence: `${agent} is not on the roster; "npm run agents -- list" shows who is`,
    }));
}

function agentsIn(name: string, items: Items): [path: string, agent: string][] {
  if (name === 'menu') {
    const { choices, otherwise } = parseMenu(own(items, 'menu')).menu;
    return [
      ...Object.entries(choices).map(([digits, agent]): [string, string] => [`choices.${digits}`, agent]),
      ['otherwise', otherwise],
    ];
  }
  return (goodNcco(own(items, name)) ?? []).flatMap((action, index): [string, string][] => {
    const [endpoint] = action.action === 'connect' ? action.endpoint : [];
    return endpoint?.type === 'app' ? [[`[${index}].endpoint[0].user`, endpoint.user]] : [];
  });
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

/** What keeps the chosen item from answering a direction's calls. */
export function wrongFor(direction: Direction, items: Items): string[] {
  const { source, problems, preset } = answerTo(direction, items);
  if (source === 'item') return [];
  const told = problems.filter(({ item }) => item === preset || item === 'answer').map(formatProblem);
  return told.length > 0 ? told : ['what was dialled is refused'];
}
