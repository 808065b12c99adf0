import { parseArgs } from 'node:util';
import { own } from '../../desk/calls/findings.ts';
import { OUTPUTS_FILE } from '../stack/outputs.ts';
import { sentenceFor } from '../stack/problems.ts';
import { deployedTables, localTables, type OwnersTables } from '../stack/tables.ts';
import { checkAll, checkFile, checkFileAlone, checkOne, isFile } from './check.ts';
import { rollback, set, use } from './edit.ts';
import { readItems } from './items.ts';
import { history, list, show, showDiff } from './look.ts';
import { Stop, notUnderstood, type Terminal, type Work } from './work.ts';

export type { Terminal };

const HELP = `npm run ncco -- <command> [options]

What callers hear: the NCCOs in the table NccoConfig. An edit works within 10 seconds.

  list                                   all NCCOs, which of them answer calls, and who edited them last
  show <name>                            one as JSON
  check [<name> | <file>.json | -]       what is wrong or odd, and what callers would get: who rings how long, each key,
                                         who comes next, the line, voicemail. A file alone is judged by the menu,
                                         settings and agents of a first deployment, or of the desk you name
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

Environment: your AWS credentials and region as for cdk deploy; they need to scan and update
the table, and for check to scan the roster.

Examples: npm run ncco -- list
          npm run -s ncco -- show ivr > ivr.json       (-s, or npm writes into the file, too)
          npm run ncco -- check                        everything;  check ivr, or check ivr.json, that alone
          npm run ncco -- set ivr ivr.json --by Kim
          npm run ncco -- use incoming ivr --local
          npm run ncco -- history ivr
          npm run ncco -- diff ivr 3
          npm run ncco -- rollback ivr`;

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
    ([word], work) => {
      if (word === undefined) return checkAll(work);
      return isFile(word) ? checkFile(word, work) : checkOne(word, work);
    },
  ],
  set: [2, 2, ([name = '', file = ''], work) => set(name, file, work)],
  use: [2, 2, ([direction = '', name = ''], work) => use(direction, name, work)],
  history: [1, 1, ([name = ''], work) => Promise.resolve(history(name, work))],
  diff: [1, 2, ([name = '', version], work) => Promise.resolve(showDiff(name, version, work))],
  rollback: [1, 2, ([name = '', version], work) => rollback(name, version, work)],
};

/** The command's own line of the help. */
function usageOf(verb: string): string {
  const line = HELP.split('\n').find((one) => one.startsWith(`  ${verb}`)) ?? verb;
  return `npm run ncco -- ${line.trim().split(/ {2,}/)[0]}`;
}

async function run(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      by: { type: 'string' },
      local: { type: 'boolean', default: false },
      outputs: { type: 'string' },
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
  if (words.length < least || words.length > most) throw notUnderstood(`write: ${usageOf(verb)}.`);
  const { local, outputs } = values;
  if (verb === 'check' && isFile(words[0]) && !local && outputs === undefined) {
    return checkFileAlone(words[0], terminal);
  }
  const desk = local ? localTables(terminal.dynamodbPort) : deployed(outputs);
  const by = (values.by ?? terminal.user()).trim();
  return work(words, { ...terminal, desk, items: await readItems(desk), by });
}

/** @throws Stop where nothing is deployed from here: most likely the desk on this machine was meant */
function deployed(outputs: string | undefined): OwnersTables {
  try {
    return deployedTables(outputs ?? OUTPUTS_FILE);
  } catch (error) {
    throw new Stop(1, `${sentenceFor(error)} For the desk that "npm start" runs, add --local.`);
  }
}
