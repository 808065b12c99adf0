import type { Command } from 'commander';
import { NUMBER_SENTENCES, readMsisdn, toMsisdn } from '../../desk/numbers/msisdn.ts';
import { asJson, defineCommand, runCommand, type Output, type WrapAction } from '../command/command.ts';
import { EXIT, CommandError, usageError } from '../command/command-error.ts';
import { chosenTables, deskOptions, type DeskOptions } from '../stack/options.ts';
import { forget } from './forget.ts';

/** The process that runs the command. */
export interface Terminal extends Output {
  /** Absent without an interactive terminal. */
  ask?: ((question: string) => Promise<string>) | undefined;
  pause: (ms: number) => Promise<void>;
  dynamodbPort: string;
}

interface Options extends DeskOptions {
  yes?: boolean;
  json?: boolean;
}

/** `npm run forget`: its exit code. */
export function forgetCommand(args: string[], terminal: Terminal): Promise<number> {
  return runCommand((wrap) => build(wrap, terminal), args, { ...terminal, stopped: 'Forgetting stopped' });
}

function build(wrap: WrapAction, terminal: Terminal): Command {
  const command = defineCommand({
    usage: 'npm run forget --',
    about:
      'Removes everything that the desk holds of a customer: texts, tickets, deliveries and calls. Only an opt-out is ' +
      'kept (that, when and by which text), so that nobody texts that number again. There is no way back.',
    notes:
      'Environment: your AWS credentials as for cdk deploy; they need to read the tables, scan them, and put and delete\n' +
      'items. It may run while texts come in: what a customer sends after it began opens a new ticket.',
    examples: ['npm run forget -- "+44 7700 900001"', 'npm run forget -- "+44 7700 900001" --local'],
  }).argument('<number...>', 'with its country code, such as "+44 7700 900001"');
  return deskOptions(command)
    .option('--yes', 'do not ask')
    .option('--json', 'the counts as JSON')
    .action(wrap((words: string[], options: Options) => run(words, options, terminal)));
}

async function run(words: string[], options: Options, terminal: Terminal): Promise<number> {
  const { print, printError, ask, pause, dynamodbPort } = terminal;
  const progress = options.json ? printError : print;
  // A number may contain blanks without being quoted.
  const number = readMsisdn(words.join(' '));
  if (!number.ok) throw usageError(NUMBER_SENTENCES[number.problem]);
  const { msisdn } = number;
  const desk = chosenTables(options, { dynamodbPort, print: progress });
  if (!options.yes && !(await isConfirmed(msisdn, ask))) {
    printError('Nothing was forgotten: what was typed is another number.');
    return EXIT.failed;
  }
  const forgotten = await forget(msisdn, { ...desk, onProgress: (step) => progress(`… ${step}`), pause });
  if (options.json) {
    print(asJson(forgotten));
    return EXIT.done;
  }
  const { tickets, messages, deliveries, calls, keptOptOut } = forgotten;
  const optOut = keptOptOut ? 'The opt-out is kept.' : 'There is no opt-out to keep.';
  print(
    tickets + messages + deliveries + calls === 0
      ? `The desk holds nothing of ${msisdn}. ${optOut}`
      : `Forgotten: ${messages} texts, ${deliveries} deliveries, ${calls} items of calls, ${tickets} of tickets and counts. ${optOut}`,
  );
  return EXIT.done;
}

async function isConfirmed(msisdn: string, ask: Terminal['ask']): Promise<boolean> {
  if (!ask) throw new CommandError(EXIT.failed, 'nobody can be asked here; say --yes if you are sure.');
  return toMsisdn(await ask(`Everything of ${msisdn} will be gone for good. Type the number: `)) === msisdn;
}
