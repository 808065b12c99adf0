import { isSameAgent } from '../../desk/agents/name.ts';
import { checkNcco } from '../../desk/calls/check-ncco.ts';
import { own, tell, type Problem } from '../../desk/calls/findings.ts';
import { goodNcco, itemProblems, itemWarnings, storedNcco } from '../../desk/calls/items.ts';
import { parseMenu } from '../../desk/calls/menu.ts';
import { PLACEHOLDERS } from '../../desk/calls/placeholders.ts';
import { asProblem, settingsOf } from '../../edge/dynamodb/settings-item.ts';
import { AGENTS, CONFIG_ITEMS } from '../../functions/seed/items.ts';
import { sentenceFor } from '../stack/problems.ts';
import type { Desk } from './desk.ts';
import { answerTo, heard } from './heard.ts';
import type { Items } from './items.ts';
import { readAgents, type Agent } from './roster.ts';
import { itemNamed, namesIn, parsed, type Terminal, type Work } from './work.ts';

/** A word with a path, the ending .json, or `-`. */
export const isFile = (word: string | undefined): word is string =>
  word !== undefined && (word === '-' || word.endsWith('.json') || /[\\/]/.test(word));

type Say = (line: string) => void;

/** All that is wrong or odd in the items, and what callers hear now. */
export async function checkAll(work: Work): Promise<number> {
  const { items, say } = work;
  const desk: Desk = { items, agents: await agentsOf(work) };
  let wrong = 0;
  const judge = (name: string, problems: Problem[], warnings: Problem[]): void => {
    say(`${name}: ${problems.length === 0 ? 'right' : 'broken'}`);
    tellFindings(problems, warnings, say);
    wrong += problems.length;
  };
  for (const name of [...namesIn(items), 'answer', 'menu']) {
    judge(name, itemProblems(name, items), [...itemWarnings(name, items), ...strangers(name, desk)]);
  }
  const settings = settingsFindings(items);
  judge('settings', settings.problems, settings.warnings);

  for (const direction of ['incoming', 'outgoing'] as const) {
    const answer = answerTo(direction, items);
    say('');
    if (answer.source !== 'item') {
      wrong += 1;
      say(`"${answer.preset}" cannot answer ${direction} calls; this stands in (${answer.source}):`);
      for (const { item, ...problem } of answer.problems) say(`  ${item}: ${tell(problem)}`);
    }
    await tellHeard(direction, desk, say);
  }
  return wrong === 0 ? 0 : 1;
}

/** One item, as if it answered all calls. */
export async function checkOne(name: string, work: Work): Promise<number> {
  const { items, say } = work;
  const ncco = storedNcco(itemNamed(name, items));
  return checkAs(name, ncco, { items, agents: await agentsOf(work) }, say);
}

/** A file, as if it answered all calls of this desk. */
export async function checkFile(file: string, work: Work): Promise<number> {
  const ncco = parsed(await work.read(file));
  return checkAs(file, ncco, { items: work.items, agents: await agentsOf(work) }, work.say);
}

/** A file, where no desk is named: as if it answered all calls of one that was just deployed. */
export async function checkFileAlone(file: string, { read, say }: Terminal): Promise<number> {
  const items = Object.fromEntries(CONFIG_ITEMS.map((item) => [String(item['name']), item]));
  const agents = AGENTS.map((name): Agent => ({ name, away: false, inTurn: true }));
  const code = await checkAs(file, parsed(await read(file)), { items, agents }, say);
  if (code === 0)
    say('\n(With the menu, settings and agents of a first deployment; --local or --outputs for yours.)');
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
async function checkAs(title: string, ncco: unknown, desk: Desk, say: Say): Promise<number> {
  // Under the menu's name the keys of the menu count, wherever they are asked for.
  const preset = title === 'ivr' ? 'ivr' : 'checked';
  const items = {
    ...desk.items,
    [preset]: title === preset ? own(desk.items, preset) : { ncco },
    answer: { incoming: preset, outgoing: preset },
  };
  const problems = itemProblems(preset, items);
  say(`${title}: ${problems.length === 0 ? 'right' : 'broken'}`);
  tellFindings(problems, [...itemWarnings(preset, items), ...strangers(preset, { ...desk, items })], say);
  if (problems.length > 0) return 1;
  for (const direction of ['incoming', 'outgoing'] as const) {
    say('');
    const wrong = wrongFor(direction, items);
    if (wrong.length === 0) await tellHeard(direction, { ...desk, items }, say);
    else say(`It cannot answer ${direction} calls: ${wrong.join('; ')}`);
  }
  return 0;
}

function tellFindings(problems: Problem[], warnings: Problem[], say: Say): void {
  for (const problem of problems) say(`  ${tell(problem)}`);
  for (const warning of warnings) say(`  warning: ${tell(warning)}`);
}

async function tellHeard(direction: 'incoming' | 'outgoing', desk: Desk, say: Say): Promise<void> {
  const answer = answerTo(direction, desk.items);
  for (const line of await heard(answer, desk)) say(line);
  for (const name of PLACEHOLDERS.filter((one) => JSON.stringify(answer.ncco).includes(one)))
    say(`  warning: ${name} has no value in such a call, and stays as it stands`);
  if (direction === 'incoming') {
    const { good } = answer;
    if (JSON.stringify(good ?? []).includes('PARAMS_FROM'))
      say(
        '  warning: PARAMS_FROM has no value where the caller hides the number: a "from" is left out, a text stays as it stands',
      );
    return;
  }
  const { warnings } = checkNcco(answer.ncco, { placeholders: false, caller: 'app' });
  for (const warning of warnings) say(`  warning: ${tell(warning)}`);
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
export function wrongFor(direction: 'incoming' | 'outgoing', items: Items): string[] {
  const { source, problems, preset } = answerTo(direction, items);
  if (source === 'item') return [];
  const told = problems.filter(({ item }) => item === preset || item === 'answer').map(tell);
  return told.length > 0 ? told : ['what was dialled is refused'];
}
