import { describe, expect, test } from '@jest/globals';
import { agentsCommand } from '../../../../ops/agents/command.ts';
import { defineCommand, runCommand, type Output, type WrapAction } from '../../../../ops/command/command.ts';
import { CommandError, usageError } from '../../../../ops/command/command-error.ts';
import { deployCommand } from '../../../../ops/deploy/command.ts';
import { forgetCommand } from '../../../../ops/forget/command.ts';
import { nccoCommand } from '../../../../ops/ncco/command.ts';
import { setupCommand } from '../../../../ops/setup/command.ts';

interface Ended {
  code: number;
  said: string;
  complained: string;
}

async function ended(run: (output: Output) => Promise<number>): Promise<Ended> {
  const [said, complained]: [string[], string[]] = [[], []];
  const code = await run({ print: (line) => said.push(line), printError: (line) => complained.push(line) });
  return { code, said: said.join('\n'), complained: complained.join('\n') };
}

const never = (): never => {
  throw new Error('This must not be reached.');
};

/** Every command, typed with these words where nothing may be looked at yet. */
const COMMANDS: Record<string, (args: string[], output: Output) => Promise<number>> = {
  setup: (args, output) => setupCommand(args, { ...output, environment: {}, ports: never }),
  deploy: (args, output) => deployCommand(args, output, { cdk: never, file: 'no-such.json' }),
  forget: (args, output) => forgetCommand(args, { ...output, pause: never, dynamodbPort: '1' }),
  agents: (args, output) => agentsCommand(args, { ...output, now: never, newKey: never, dynamodbPort: '1' }),
  ncco: (args, output) =>
    nccoCommand(args, { ...output, read: never, user: () => 'kim', now: never, dynamodbPort: '1' }),
};
const OWN = Object.keys(COMMANDS).filter((name) => name !== 'deploy');

describe.each(Object.entries(COMMANDS))('npm run %s', (name, command) => {
  const typed = (...args: string[]): Promise<Ended> => ended((output) => command(args, output));

  test.each(['-h', '--help'])('%s shows examples, and ends with 0', async (option) => {
    const { code, said, complained } = await typed(option);
    expect({ code, complained }).toEqual({ code: 0, complained: '' });
    expect(said.slice(said.indexOf('Examples:'))).toContain(`npm run ${name}`);
  });

  test('--version tells it', async () => {
    const { code, said } = await typed('--version');
    expect({ code, said }).toEqual({ code: 0, said: expect.stringMatching(/^frontdesk \d+\.\d+\.\d+$/) });
  });
});

test.each(OWN)(
  'npm run %s refuses an option that it does not know with 2, without colours or a stack trace',
  async (name) => {
    const { code, said, complained } = await ended((output) => COMMANDS[name]!(['--nonsense'], output));
    expect({ code, said }).toEqual({ code: 2, said: '' });
    expect(complained).toContain("'--nonsense'");
    expect(complained).not.toMatch(/\u001b|^\s+at /m);
  },
);

test.each(OWN.filter((name) => name !== 'setup'))(
  'npm run %s takes this machine’s desk, or a stack, not both',
  async (name) => {
    const words = { forget: ['447700900001'], agents: ['list'], ncco: ['list'] }[name] ?? [];
    const { code, complained } = await ended((output) =>
      COMMANDS[name]!([...words, '--local', '--stack', 'Frontdesk'], output),
    );
    expect(code).toBe(2);
    expect(complained).toContain("'--local' cannot be used with option '--stack <name>'");
  },
);

describe('a command of ours', () => {
  const one = (work: () => Promise<number | void> | number | void) => (wrap: WrapAction) => {
    const command = defineCommand({ usage: 'npm run one --', about: 'One.', examples: ['npm run one'] });
    command.command('two').argument('<word>').action(wrap(work));
    return command;
  };
  const run = (args: string[], work: () => Promise<number | void> | number | void = () => {}) =>
    ended((output) => runCommand(one(work), args, { ...output, stopped: 'One stopped' }));

  test.each<[string, () => Promise<number | void>, number, string]>([
    ['work that is done', () => Promise.resolve(), 0, ''],
    ['work with a code of its own', () => Promise.resolve(3), 3, ''],
    ['a failure', () => Promise.reject(new Error('it broke.')), 1, 'One stopped: it broke.'],
    [
      'an error without a message',
      () => Promise.reject(Object.assign(new Error(''), { message: undefined })),
      1,
      'One stopped: ',
    ],
    ['a refusal', () => Promise.reject(new CommandError(1, 'no.')), 1, 'One stopped: no.'],
    ['a conflict', () => Promise.reject(new CommandError(3, 'too late.')), 3, 'One stopped: too late.'],
    [
      'a value that is none',
      () => Promise.reject(usageError('No such.')),
      2,
      'No such. See "npm run one -- --help".',
    ],
  ])('%s', async (_what, work, code, sentence) => {
    const { code: actual, complained } = await run(['two', 'x'], work);
    expect(actual).toBe(code);
    expect(complained).toContain(sentence);
    expect(complained).not.toMatch(/^\s+at /m);
  });

  test.each<[string[], string]>([
    [[], 'Usage: npm run one --'],
    [['three'], 'Unknown command \'three\'. See "npm run one -- --help".'],
    [['two'], "Missing required argument 'word'. Write: npm run one -- two <word>"],
    [['two', 'a', 'b'], 'Write: npm run one -- two <word>'],
    [['two', 'a', '--b'], 'Unknown option \'--b\'. See "npm run one -- two --help".'],
  ])('%j is typed wrongly', async (args, sentence) => {
    const { code, complained } = await run(args);
    expect(code).toBe(2);
    expect(complained).toContain(sentence);
  });

  test('a verb’s help shows its own examples and the options of all', async () => {
    const { said } = await ended((output) => COMMANDS['ncco']!(['use', '--help'], output));
    expect(said).toContain('--stack <name>');
    expect(said).toContain('npm run ncco -- use incoming ivr');
    expect(said).not.toContain('ncco -- rollback ivr');
  });
});
