import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeError } from '../stack/problems.ts';
import { EXIT, CommandError } from './command-error.ts';

/** Where a command writes. */
export interface Output {
  /** The requested result: standard output. */
  print: (line: string) => void;
  /** Warnings, problems, and progress when the result is JSON: standard error. */
  printError: (line: string) => void;
}

/** The help text, apart from arguments and options. */
interface Description {
  /** The command line, such as `npm run forget --`. */
  usage: string;
  about: string;
  /** Required permissions, exit codes of its own. */
  notes?: string;
  examples: string[];
}

const HELP_WIDTH = 110;

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

/**
 * Creates a command with the conventions of all commands: `-h`/`--help` with examples, `--version`, errors for unknown
 * options and arguments. Output is never coloured, so NO_COLOR needs no handling. {@link runCommand} runs it.
 */
export function defineCommand({ usage: typed, about, notes, examples }: Description): Command {
  return new Command(typed)
    .description(about)
    .helpOption('-h, --help', 'this text')
    .version(`frontdesk ${version}`, '--version', 'the version')
    .helpCommand(false)
    .configureHelp({ helpWidth: HELP_WIDTH, showGlobalOptions: true })
    .addHelpText('afterAll', ({ command }) => {
      const isRoot = command.parent === null;
      const relevant = isRoot ? examples : examples.filter((one) => one.split(' ').includes(command.name()));
      const parts = [
        ...(notes && isRoot ? [notes] : []),
        ...(relevant.length > 0 ? [formatExamples(relevant)] : []),
      ];
      return parts.map((part) => `\n${part}`).join('\n');
    });
}

const formatExamples = (examples: string[]): string =>
  ['Examples:', ...examples.map((one) => `  ${one}`)].join('\n');

/** The implementation of a command; it may return an exit code, 0 otherwise. */
type Action<T extends unknown[]> = (...given: T) => Promise<number | void> | number | void;

/** Wraps a command's implementation, so that {@link runCommand} gets its exit code. */
export type WrapAction = <T extends unknown[]>(action: Action<T>) => (...given: T) => Promise<void>;

/**
 * Runs the command that `build` creates. Exit codes of all commands: 0 done, 1 failed or refused, 2 usage error, 3
 * concurrent change. Every failure is reported as a sentence, never as a stack trace.
 *
 * @param stopped the beginning of a failure's sentence, such as `Forgetting stopped`
 */
export async function runCommand(
  build: (wrap: WrapAction) => Command,
  args: string[],
  { stopped, print, printError }: Output & { stopped: string },
): Promise<number> {
  let code: number = EXIT.done;
  const command = build((action) => async (...given) => {
    code = (await action(...given)) ?? EXIT.done;
  });
  prepare(command, { print, printError });
  try {
    await command.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Commander has already written its message or the help.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const isUsage = error instanceof CommandError && error.code === EXIT.usage;
    printError(
      isUsage ? `${describeError(error)} ${helpHint(command)}` : `${stopped}: ${describeError(error)}`,
    );
    return error instanceof CommandError ? error.code : EXIT.failed;
  }
}

function prepare(command: Command, { print, printError }: Output): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => print(text.trimEnd()),
    writeErr: (text) => printError(text.trimEnd()),
    outputError: (text, write) => write(`${toSentence(text)} ${usageHint(text, command)}`),
  });
  for (const subcommand of command.commands)
    prepare(subcommand.copyInheritedSettings(command), { print, printError });
}

/** `error: unknown option '--al'\n(Did you mean --all?)` as a sentence. */
function toSentence(text: string): string {
  const [first = '', ...more] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const begun = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  return [/[.?!]$/.test(begun) ? begun : `${begun}.`, ...more].join(' ');
}

/** For missing or excess arguments the usage line; otherwise a pointer to the help. */
const usageHint = (problem: string, command: Command): string =>
  /\barguments?\b/.test(problem) && !problem.includes('option')
    ? `Write: ${fullName(command)} ${command.usage().replace('[options] ', '')}`.trimEnd()
    : helpHint(command);

const helpHint = (command: Command): string => `See "${fullName(command)} --help".`;

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

/** The output format of `--json`. */
export const asJson = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** The output of this process. */
export const TERMINAL: Output = {
  print: (line) => console.log(line),
  printError: (line) => console.error(line),
};
