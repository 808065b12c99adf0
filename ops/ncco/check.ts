import { checkNcco } from '../../desk/calls/check-ncco.ts';
import { own, tell } from '../../desk/calls/findings.ts';
import { itemProblems, storedNcco } from '../../desk/calls/items.ts';
import { answerTo, heard } from './heard.ts';
import type { Items } from './items.ts';
import { itemNamed, namesIn, parsed, type Terminal, type Work } from './work.ts';

/** A word with a path, the ending .json, or `-`. */
export const isFile = (word: string | undefined): word is string =>
  word !== undefined && (word === '-' || word.endsWith('.json') || /[\\/]/.test(word));

/** Tells what is wrong and odd; how many problems there are. */
function judge(title: string, value: unknown, say: (line: string) => void): number {
  const checked = checkNcco(value);
  const problems = 'problems' in checked ? checked.problems : [];
  say(`${title}: ${problems.length === 0 ? 'right' : 'broken'}`);
  for (const problem of problems) say(`  ${tell(problem)}`);
  for (const warning of checked.warnings) say(`  warning: ${tell(warning)}`);
  return problems.length;
}

/** All that is wrong in the items, and what callers hear now. */
export function checkAll({ items, say }: Work): number {
  let wrong = 0;
  for (const name of namesIn(items)) wrong += judge(name, storedNcco(own(items, name)), say);
  for (const name of ['answer', 'menu']) {
    const problems = itemProblems(name, items);
    if (problems.length > 0) say(`${name}: broken`);
    for (const problem of problems) say(`  ${tell(problem)}`);
    wrong += problems.length;
  }
  for (const direction of ['incoming', 'outgoing'] as const) {
    const answer = answerTo(direction, items);
    say('');
    if (answer.source !== 'item') {
      wrong += 1;
      say(`"${answer.preset}" cannot answer ${direction} calls; this stands in (${answer.source}):`);
      for (const { item, ...problem } of answer.problems) say(`  ${item}: ${tell(problem)}`);
    }
    tellHeard(direction, items, say);
  }
  return wrong === 0 ? 0 : 1;
}

/** One item, as if it answered all calls. */
export function checkOne(name: string, { items, say }: Work): number {
  return checkAs(name, storedNcco(itemNamed(name, items)), items, say);
}

/** A file, as if it answered all calls; it needs no desk. */
export async function checkFile(file: string, { read, say }: Terminal): Promise<number> {
  return checkAs(file, parsed(await read(file)), {}, say);
}

/** Whether an NCCO is right, and what callers would hear if it answered. */
function checkAs(title: string, ncco: unknown, items: Items, say: (line: string) => void): number {
  if (judge(title, ncco, say) > 0) return 1;
  // Under the menu's name the keys of the menu count, wherever they are asked for.
  const preset = title === 'ivr' ? 'ivr' : 'checked';
  const answering = { ...items, [preset]: { ncco }, answer: { incoming: preset, outgoing: preset } };
  for (const direction of ['incoming', 'outgoing'] as const) {
    say('');
    const problems = wrongFor(direction, answering);
    if (problems.length === 0) tellHeard(direction, answering, say);
    else say(`It cannot answer ${direction} calls: ${problems.join('; ')}`);
  }
  return 0;
}

function tellHeard(direction: 'incoming' | 'outgoing', items: Items, say: (line: string) => void): void {
  const answer = answerTo(direction, items);
  for (const line of heard(answer, items)) say(line);
  if (direction === 'incoming') return;
  const { warnings } = checkNcco(answer.ncco, { placeholders: false, caller: 'app' });
  for (const warning of warnings) say(`  warning: ${tell(warning)}`);
}

/** What keeps the chosen item from answering a direction's calls. */
export function wrongFor(direction: 'incoming' | 'outgoing', items: Items): string[] {
  const { source, problems, preset } = answerTo(direction, items);
  if (source === 'item') return [];
  const told = problems.filter(({ item }) => item === preset || item === 'answer').map(tell);
  return told.length > 0 ? told : ['what was dialled is refused'];
}
