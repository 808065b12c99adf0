import type { Command } from 'commander';
import { defineCommand, runCommand, type WrapAction } from '../command/command.ts';
import { chosenTables, deskOptions, type DeskOptions } from '../stack/options.ts';
import { checkAll, checkFile, checkFileAlone, checkOne, isFile } from './check.ts';
import { rollback, set, use } from './edit.ts';
import { readItems } from './items.ts';
import { history, list, show, showDiff } from './read.ts';
import type { Terminal, NccoContext } from './context.ts';

export type { Terminal };

interface Options extends DeskOptions {
  by?: string;
  json?: boolean;
}

/** `npm run ncco`: its exit code. */
export function nccoCommand(args: string[], terminal: Terminal): Promise<number> {
  return runCommand((wrap) => build(wrap, terminal), args, { ...terminal, stopped: 'npm run ncco' });
}

function build(wrap: WrapAction, terminal: Terminal): Command {
  const command = deskOptions(
    defineCommand({
      usage: 'npm run ncco --',
      about: 'What callers hear: the NCCOs in the table NccoConfig. An edit works within 10 seconds.',
      notes:
        'Ends with 0 when all is well, 1 when something is wrong or was refused, 2 when the command is not understood,\n' +
        '3 when somebody else was faster and nothing was changed.\n' +
        'Environment: your AWS credentials as for cdk deploy; they need to scan and update the table, and for check to\n' +
        'scan the roster.',
      examples: [
        'npm run ncco -- list',
        'npm run -s ncco -- show ivr > ivr.json       (-s, or npm writes into the file, too)',
        'npm run ncco -- check                        everything;  check ivr, or check ivr.json, that alone',
        'npm run ncco -- set ivr ivr.json --by Kim',
        'npm run ncco -- use incoming ivr --local',
        'npm run ncco -- history ivr',
        'npm run ncco -- diff ivr 3',
        'npm run ncco -- rollback ivr',
      ],
    }),
  )
    .option('--by <who>', 'who edits (default: your name on this machine)')
    .option('--json', 'list, history and check as JSON');
  const on =
    <T extends unknown[]>(work: (context: NccoContext, ...words: T) => Promise<number> | number) =>
    (...words: T): Promise<number> =>
      openTables(command.opts<Options>(), terminal).then((context) => work(context, ...words));
  readingSubcommands(command, wrap, on);
  command
    .command('check')
    .description(
      'what is wrong or odd, and what callers would get: who rings how long, each key, who comes next, the line, ' +
        'voicemail. A file alone is judged by the menu, settings and agents of a first deployment, or of the desk you name',
    )
    .argument(
      '[what]',
      'a name, a file that ends in .json, or - for what is piped in; everything when left out',
    )
    .action(wrap((word: string | undefined) => check(word, command.opts<Options>(), terminal)));
  command
    .command('set')
    .description('puts another in its place, if it is right; the one before is kept')
    .argument('<name>')
    .argument('<file>', 'a JSON file, or - for what is piped in')
    .action(wrap(on((context, name: string, file: string) => set(name, file, context))));
  command
    .command('use')
    .description("which one answers calls from phones (incoming), or from agents' apps (outgoing)")
    .argument('<direction>', 'incoming or outgoing')
    .argument('<name>')
    .action(wrap(on((context, direction: string, name: string) => use(direction, name, context))));
  command
    .command('rollback')
    .description('puts that version back, or the last that was right; it is a new version')
    .argument('<name>')
    .argument('[version]')
    .action(
      wrap(on((context, name: string, version: string | undefined) => rollback(name, version, context))),
    );
  return command;
}

/** Binds an implementation to the chosen desk and the command's arguments. */
type On = <T extends unknown[]>(
  work: (context: NccoContext, ...words: T) => Promise<number> | number,
) => (...words: T) => Promise<number>;

function readingSubcommands(command: Command, wrap: WrapAction, on: On): void {
  command
    .command('list')
    .description('all NCCOs, which of them answer calls, and who edited them last')
    .action(wrap(on((context) => list(context))));
  command
    .command('show')
    .description('one as JSON')
    .argument('<name>')
    .action(wrap(on((context, name: string) => show(name, context))));
  command
    .command('history')
    .description('the last 20 versions: who and when')
    .argument('<name>')
    .action(wrap(on((context, name: string) => history(name, context))));
  command
    .command('diff')
    .description('what changed since that version, or since the one before')
    .argument('<name>')
    .argument('[version]')
    .action(
      wrap(on((context, name: string, version: string | undefined) => showDiff(name, version, context))),
    );
}

async function check(word: string | undefined, options: Options, terminal: Terminal): Promise<number> {
  const { local, outputs, stack, json } = options;
  if (isFile(word) && !local && outputs === undefined && stack === undefined) {
    return checkFileAlone(word, { ...terminal, json });
  }
  const context = await openTables(options, terminal);
  if (word === undefined) return checkAll(context);
  return isFile(word) ? checkFile(word, context) : checkOne(word, context);
}

async function openTables(options: Options, terminal: Terminal): Promise<NccoContext> {
  const { dynamodbPort, printError } = terminal;
  // Standard output may be piped into a file, so the stack's name goes to standard error.
  const desk = chosenTables(options, { dynamodbPort, print: printError });
  const by = (options.by ?? terminal.user()).trim();
  return { ...terminal, desk, items: await readItems(desk), by, json: options.json };
}
