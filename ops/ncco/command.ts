import { parseArgs } from 'node:util';
import { own, tell } from '../../desk/calls/findings.ts';
import { goodNcco, isNccoName, itemProblems, lastGoodName, storedNcco } from '../../desk/calls/items.ts';
import { checkNcco } from '../../desk/calls/check-ncco.ts';
import type { Ncco } from '../../desk/calls/ncco.ts';
import { OUTPUTS_FILE } from '../stack/outputs.ts';
import { sentenceFor } from '../stack/problems.ts';
import { deployedTables, localTables, type OwnersTables } from '../stack/tables.ts';
import { diff } from './diff.ts';
import { answerTo, heard } from './heard.ts';
import { choose, keepGood, readItems, switchNcco, type Items } from './items.ts';
import { isSame, pretty, versionsOf, withNext, type Version } from './versions.ts';

const HELP = `npm run ncco -- <command> [options]

What callers hear: the NCCOs in the table NccoConfig. An edit works within 10 seconds.

  list                                   all NCCOs, which of them answer calls, and who edited them last
  show <name>                            one as JSON
  check [<name> | <file>.json | -]       what is wrong, and what callers would hear, key by key
  set <name> <file>.json | -             puts another in its place, if it is right; the one before is kept
  use incoming | outgoing <name>         which one answers calls from phones, or from agents' apps
  history <name>                         the last 20 versions: who and when
  diff <name> [<version>]                what changed since that version, or since the one before
  rollback <name> [<version>]            puts that version back, or the last that was right; it is a new version

  --by <who>                             who edits                      (default: your name on this machine)
  --local                                the desk that "npm start" runs on this machine (its tables on
                                         DYNAMODB_PORT, else 8000)
  --outputs <file>                       what "npm run deploy" wrote    (default: ${OUTPUTS_FILE})
  --help

Ends with 0 when all is well, 1 when something is wrong or was refused, 2 when the command is not understood, 3 when
somebody else was faster and nothing was changed.

Environment: your AWS credentials and region as for cdk deploy; they need to scan and update the table.

Examples: npm run ncco -- show ivr > ivr.json
          npm run ncco -- check ivr.json
          npm run ncco -- set ivr ivr.json --by Kim
          npm run ncco -- use incoming ivr --local
          npm run ncco -- rollback ivr`;

/** Where the command is typed. */
export interface Terminal {
  say: (line: string) => void;
  complain: (line: string) => void;
  /** A file's text; of `-` what is piped in. */
  read: (file: string) => Promise<string>;
  user: () => string;
  /** Milliseconds since 1970. */
  now: () => number;
  dynamodbPort: string;
}

/** Ends the command with a sentence and its exit code. */
class Stop extends Error {
  readonly code: number;
  constructor(code: 1 | 2 | 3, sentence: string) {
    super(sentence);
    this.code = code;
  }
}

const notUnderstood = (sentence: string) => new Stop(2, `${sentence} See "npm run ncco -- --help".`);
const faster = () =>
  new Stop(3, 'somebody was faster, so nothing was changed: look at it again, then repeat.');

/** `npm run ncco`: its exit code. */
export async function nccoCommand(args: string[], terminal: Terminal): Promise<number> {
  try {
    return await run(args, terminal);
  } catch (error) {
    terminal.complain(`npm run ncco: ${sentenceFor(error)}`);
    if (error instanceof Stop) return error.code;
    const code: unknown = own(error, 'code');
    return typeof code === 'string' && code.startsWith('ERR_PARSE_ARGS') ? 2 : 1;
  }
}

interface Work extends Terminal {
  desk: OwnersTables;
  items: Items;
  by: string;
}

/** A command by its name, with how many words may follow it. */
const COMMANDS: Record<
  string,
  [least: number, most: number, (words: string[], work: Work) => Promise<number>]
> = {
  list: [0, 0, (_words, work) => Promise.resolve(list(work))],
  show: [1, 1, ([name = ''], work) => Promise.resolve(show(name, work))],
  check: [
    0,
    1,
    ([name], work) => Promise.resolve(name === undefined ? checkAll(work) : checkOne(name, work)),
  ],
  set: [2, 2, ([name = '', file = ''], work) => set(name, file, work)],
  use: [2, 2, ([direction = '', name = ''], work) => use(direction, name, work)],
  history: [1, 1, ([name = ''], work) => Promise.resolve(history(name, work))],
  diff: [1, 2, ([name = '', version], work) => Promise.resolve(showDiff(name, version, work))],
  rollback: [1, 2, ([name = '', version], work) => rollback(name, version, work)],
};

async function run(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      by: { type: 'string' },
      local: { type: 'boolean', default: false },
      outputs: { type: 'string', default: OUTPUTS_FILE },
      help: { type: 'boolean', default: false },
    },
  });
  const [verb, ...words] = positionals;
  if (values.help || verb === undefined) {
    terminal.say(HELP);
    return values.help ? 0 : 2;
  }
  const command = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined;
  if (!command) throw notUnderstood(`there is no command "${verb}".`);
  const [least, most, work] = command;
  if (words.length < least || words.length > most) throw notUnderstood(`"${verb}" takes other words.`);
  if (verb === 'check' && isFile(words[0])) return checkFile(words[0], terminal);

  const desk = values.local ? localTables(terminal.dynamodbPort) : deployedTables(values.outputs);
  const by = (values.by ?? terminal.user()).trim();
  if (by === '') throw notUnderstood('--by must say who edits.');
  return work(words, { ...terminal, desk, items: await readItems(desk), by });
}

const isFile = (word: string | undefined): word is string =>
  word !== undefined && (word === '-' || word.endsWith('.json') || /[\\/]/.test(word));

const namesIn = (items: Items): string[] => Object.keys(items).filter(isNccoName).toSorted();

/** @throws Stop where there is no such item */
function itemNamed(name: string, items: Items): unknown {
  const item = isNccoName(name) ? own(items, name) : undefined;
  if (item !== undefined) return item;
  throw new Stop(1, `there is no NCCO "${name}"; there are: ${namesIn(items).join(', ')}.`);
}

/** What an item answers: `incoming`, `outgoing`, both or nothing. */
const usesOf = (name: string, items: Items): string[] =>
  ['incoming', 'outgoing'].filter((direction) => {
    const chosen = own(own(items, 'answer'), direction);
    return typeof chosen === 'string' && chosen.trim() === name;
  });

function list({ items, say }: Work): number {
  for (const name of namesIn(items)) {
    const problems = itemProblems(name, items).length;
    const [newest] = versionsOf(own(items, name));
    const state = problems === 0 ? 'right' : problems === 1 ? '1 problem' : `${problems} problems`;
    const uses = usesOf(name, items).map((direction) => `answers ${direction} calls`);
    say([name, state, ...uses, ...(newest ? [edited(newest)] : [])].join(' · '));
  }
  return 0;
}

const edited = ({ version, by, at, note }: Version): string =>
  [`version ${version} · by ${by}`, at, note].filter((fact) => fact !== undefined).join(' · ');

function show(name: string, { items, say, complain }: Work): number {
  const item = itemNamed(name, items);
  const ncco = storedNcco(item);
  const problems = itemProblems(name, items);
  for (const problem of problems) complain(tell(problem));
  if (ncco !== undefined) say(pretty(ncco));
  return problems.length === 0 ? 0 : 1;
}

/** Tells what is wrong and odd; how many problems there are. */
function judge(title: string, value: unknown, say: (line: string) => void): number {
  const checked = checkNcco(value);
  const problems = 'problems' in checked ? checked.problems : [];
  say(`${title}: ${problems.length === 0 ? 'right' : 'broken'}`);
  for (const problem of problems) say(`  ${tell(problem)}`);
  for (const warning of checked.warnings) say(`  warning: ${tell(warning)}`);
  return problems.length;
}

function checkAll({ items, say }: Work): number {
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

function checkOne(name: string, { items, say }: Work): number {
  return checkAs(name, storedNcco(itemNamed(name, items)), items, say);
}

async function checkFile(file: string, { read, say }: Terminal): Promise<number> {
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
function wrongFor(direction: 'incoming' | 'outgoing', items: Items): string[] {
  const { source, problems, preset } = answerTo(direction, items);
  if (source === 'item') return [];
  const told = problems.filter(({ item }) => item === preset || item === 'answer').map(tell);
  return told.length > 0 ? told : ['what was dialled is refused'];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Stop(1, 'this is no JSON.');
  }
}

const LONGEST_NAME = 200;
/** Characters of JSON: with its last versions, an item must stay below the 400 kB that DynamoDB takes. */
const LARGEST = 100_000;

async function set(name: string, file: string, work: Work): Promise<number> {
  const { items, say, complain } = work;
  if (!isNccoName(name) || name !== name.trim() || name === '' || name.length > LONGEST_NAME) {
    throw new Stop(1, `"${name}" is no name for an NCCO.`);
  }
  const value = parsed(await work.read(file));
  const checked = checkNcco(value);
  for (const warning of checked.warnings) complain(`warning: ${tell(warning)}`);
  if ('problems' in checked) {
    for (const problem of checked.problems) complain(tell(problem));
    throw new Stop(1, 'this is no NCCO that a call could hear, so nothing was changed.');
  }
  if (JSON.stringify(checked.ncco).length > LARGEST) {
    throw new Stop(1, `an NCCO of more than ${LARGEST} characters is too large, so nothing was changed.`);
  }
  const item = own(items, name);
  if (item !== undefined && isSame(goodNcco(item), checked.ncco)) {
    say(`${name} says so already: nothing was changed.`);
    return 0;
  }
  return switchTo(name, checked.ncco, work);
}

async function switchTo(name: string, ncco: Ncco, work: Work, note?: string): Promise<number> {
  const { desk, items, by, now, say } = work;
  const item = own(items, name);
  const versions = withNext(versionsOf(item), {
    ncco: JSON.stringify(ncco),
    by,
    at: new Date(now()).toISOString(),
    ...(note !== undefined && { note }),
  });
  if (!(await switchNcco(desk, name, item, { ncco, versions }))) throw faster();
  await keepGood(desk, name, ncco, items);
  const uses = usesOf(name, items);
  say(
    `${name} is version ${versions[0]?.version ?? 1} now. ${
      uses.length > 0
        ? `It answers ${uses.join(' and ')} calls within 10 seconds.`
        : `It answers no calls yet: npm run ncco -- use incoming ${name}`
    }`,
  );
  return 0;
}

async function use(direction: string, name: string, { desk, items, say, complain }: Work): Promise<number> {
  if (direction !== 'incoming' && direction !== 'outgoing') {
    throw notUnderstood('say "use incoming" or "use outgoing".');
  }
  itemNamed(name, items);
  const answer = own(items, 'answer');
  const problems = wrongFor(direction, { ...items, answer: { [direction]: name } });
  if (problems.length > 0) {
    for (const problem of problems) complain(problem);
    throw new Stop(1, `"${name}" cannot answer ${direction} calls, so nothing was changed.`);
  }
  const before = own(answer, direction);
  if (!(await choose(desk, direction, name, answer))) throw faster();
  const instead = typeof before === 'string' && before !== name ? `, instead of ${before}` : '';
  say(`${name} answers ${direction} calls within 10 seconds${instead}.`);
  return 0;
}

function history(name: string, { items, say }: Work): number {
  const item = itemNamed(name, items);
  const stands = own(item, 'ncco') !== undefined;
  for (const [index, version] of versionsOf(item).entries()) {
    const state = goodNcco(version) ? [] : ['broken'];
    say([edited(version), ...state, ...(index === 0 && stands ? ['this stands now'] : [])].join(' · '));
  }
  return 0;
}

/** @throws Stop where there is no such version */
function versionNamed(word: string, versions: Version[]): Version {
  const found = versions.find(({ version }) => String(version) === word);
  if (found) return found;
  const numbers = versions.map(({ version }) => version).join(', ');
  throw new Stop(1, `there is no version "${word}"; there are: ${numbers}.`);
}

function showDiff(name: string, word: string | undefined, { items, say }: Work): number {
  const item = itemNamed(name, items);
  const versions = versionsOf(item);
  const before = word === undefined ? versions[1] : versionNamed(word, versions);
  if (!before) throw new Stop(1, `there is no version of ${name} before this one.`);
  const [old, current] = [pretty(storedNcco(before)), pretty(storedNcco(item) ?? '')];
  if (old === current) say(`Version ${before.version} says the same as what stands now.`);
  else for (const line of diff(old, current)) say(line);
  return 0;
}

async function rollback(name: string, word: string | undefined, work: Work): Promise<number> {
  const item = itemNamed(name, work.items);
  const versions = versionsOf(item);
  if (word !== undefined) {
    const { version, ...kept } = versionNamed(word, versions);
    const ncco = goodNcco(kept);
    if (!ncco) throw new Stop(1, `version ${version} is broken: no call could hear it.`);
    return switchTo(name, ncco, work, `back to version ${version}`);
  }
  const current = goodNcco(item);
  const kept = own(work.items, lastGoodName(name));
  const before = versions.slice(1).map((one): [string, unknown] => [`version ${one.version}`, one]);
  // Of an item that is broken by hand, the desk knows what was right last, whoever set it.
  const candidates = current ? before : [['the last good one', kept] as const, ...before];
  for (const [title, candidate] of candidates) {
    const ncco = goodNcco(candidate);
    if (ncco && !(current && isSame(ncco, current))) return switchTo(name, ncco, work, `back to ${title}`);
  }
  throw new Stop(1, `there is no version of ${name} to go back to.`);
}
