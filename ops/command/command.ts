import { Command, CommanderError } from 'commander';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sentenceFor } from '../stack/problems.ts';
import { EXIT, Stop } from './stop.ts';

/** Where a command is typed. */
export interface Output {
  /** What was asked for: standard output. */
  say: (line: string) => void;
  /** Progress beside JSON, warnings and problems: standard error. */
  complain: (line: string) => void;
}

/** What is in the help beside arguments and options. */
interface Description {
  /** As it is typed, such as `npm run forget --`. */
  typed: string;
  about: string;
  /** What else there is to know: permissions, exit codes of its own. */
  notes?: string;
  examples: string[];
}

const HELP_WIDTH = 110;

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

/**
 * A command as all of ours are: `-h`/`--help` with examples, `--version`, unknown options and words refused with a
 * sentence. It prints no colours, so NO_COLOR holds by itself. {@link runCommand} runs it.
 */
export function ownersCommand({ typed, about, notes, examples }: Description): Command {
  return new Command(typed)
    .description(about)
    .helpOption('-h, --help', 'this text')
    .version(`frontdesk ${version}`, '--version', 'the version')
    .helpCommand(false)
    .configureHelp({ helpWidth: HELP_WIDTH, showGlobalOptions: true })
    .addHelpText('afterAll', ({ command }) => {
      const isWhole = command.parent === null;
      const its = isWhole ? examples : examples.filter((one) => one.split(' ').includes(command.name()));
      const told = [...(notes && isWhole ? [notes] : []), ...(its.length > 0 ? [listed(its)] : [])];
      return told.map((part) => `\n${part}`).join('\n');
    });
}

const listed = (examples: string[]): string => ['Examples:', ...examples.map((one) => `  ${one}`)].join('\n');

/** The exit code of work, where it has one of its own; 0 where it has none. */
type Work<T extends unknown[]> = (...given: T) => Promise<number | void> | number | void;

/** Wraps what a command does, so that {@link runCommand} learns its exit code. */
export type Wrap = <T extends unknown[]>(work: Work<T>) => (...given: T) => Promise<void>;

/**
 * Runs a command that `build` makes. Exit codes, for all commands: 0 done, 1 failed or refused, 2 typed wrongly, 3
 * somebody else was faster. Whatever goes wrong is told in a sentence, never as a stack trace.
 *
 * @param stopped what the sentence of a failure begins with, such as `Forgetting stopped`
 */
export async function runCommand(
  build: (wrap: Wrap) => Command,
  args: string[],
  { stopped, say, complain }: Output & { stopped: string },
): Promise<number> {
  let code: number = EXIT.done;
  const command = build((work) => async (...given) => {
    code = (await work(...given)) ?? EXIT.done;
  });
  prepare(command, { say, complain });
  try {
    await command.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    // Its sentence, or the help, has been written already.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    const isUsage = error instanceof Stop && error.code === EXIT.usage;
    complain(isUsage ? `${sentenceFor(error)} ${seeHelp(command)}` : `${stopped}: ${sentenceFor(error)}`);
    return error instanceof Stop ? error.code : EXIT.failed;
  }
}

function prepare(command: Command, { say, complain }: Output): void {
  command.exitOverride().configureOutput({
    writeOut: (text) => say(text.trimEnd()),
    writeErr: (text) => complain(text.trimEnd()),
    outputError: (text, write) => write(`${sentence(text)} ${remedy(text, command)}`),
  });
  for (const verb of command.commands) prepare(verb.copyInheritedSettings(command), { say, complain });
}

/** `error: unknown option '--al'\n(Did you mean --all?)` as a sentence. */
function sentence(text: string): string {
  const [first = '', ...more] = text
    .trim()
    .replace(/^error: /, '')
    .split('\n');
  const begun = `${first.charAt(0).toUpperCase()}${first.slice(1)}`;
  return [/[.?!]$/.test(begun) ? begun : `${begun}.`, ...more].join(' ');
}

/** Where words are missing or too many, which ones there are; otherwise where the options are told. */
const remedy = (problem: string, command: Command): string =>
  /\barguments?\b/.test(problem) && !problem.includes('option')
    ? `Write: ${asTyped(command)} ${command.usage().replace('[options] ', '')}`.trimEnd()
    : seeHelp(command);

const seeHelp = (command: Command): string => `See "${asTyped(command)} --help".`;

function asTyped(command: Command): string {
  return command.parent ? `${asTyped(command.parent)} ${command.name()}` : command.name();
}

/** What a command has to tell in the form that programs read. */
export const asJson = (value: unknown): string => JSON.stringify(value, undefined, 2);

/** The process's own terminal. */
export const TERMINAL: Output = {
  say: (line) => console.log(line),
  complain: (line) => console.error(line),
};
