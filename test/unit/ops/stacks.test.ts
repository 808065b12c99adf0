import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployCommand } from '../../../ops/deploy/command.ts';
import { clientOptions, deployedStack, describeStack } from '../../../ops/stack/outputs.ts';

const directory = mkdtempSync(join(tmpdir(), 'frontdesk-stacks-'));
afterAll(() => rmSync(directory, { recursive: true }));

const secret = (region: string): string =>
  `arn:aws:secretsmanager:${region}:123456789012:secret:SecretsVonage-abc-1a2b3c`;
const LONDON = { VonageSecret: secret('eu-west-2'), TicketsTable: 'London' };
const TOKYO = { VonageSecret: secret('ap-northeast-1'), TicketsTable: 'Tokyo' };

function file(content: unknown, name = 'outputs.json'): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

describe('which stack is meant', () => {
  test('the only one needs no name; its account and region are told', () => {
    const stack = deployedStack({ outputs: file({ Frontdesk: LONDON }) });
    expect(stack).toMatchObject({ name: 'Frontdesk', outputs: LONDON });
    expect(describeStack(stack)).toBe('Frontdesk in account 123456789012, eu-west-2');
  });

  test.each(['London', 'Tokyo'])('of two, %s is taken by its name', (name) => {
    const outputs = file({ Tokyo: TOKYO, London: LONDON });
    expect(deployedStack({ outputs, stack: name }).outputs['TicketsTable']).toBe(name);
  });

  test.each([
    [undefined, { code: 2, message: expect.stringMatching(/several .*--stack Tokyo or --stack London/) }],
    ['Paris', { code: 2, message: expect.stringMatching(/no stack "Paris".*Tokyo, London/) }],
    ['constructor', { code: 2, message: expect.stringMatching(/no stack "constructor"/) }],
    ['', { code: 2, message: expect.stringMatching(/no stack ""/) }],
  ])('of two, none is guessed: %s', (stack, problem) => {
    const outputs = file({ Tokyo: TOKYO, London: LONDON });
    expect(() => deployedStack({ outputs, stack })).toThrow(expect.objectContaining(problem));
  });

  test.each(['{}', '', '[]', '{"Frontdesk":1}', 'no JSON'])('%s holds no stack', (content) => {
    expect(() => deployedStack({ outputs: file(content) })).toThrow(/npm run deploy/);
  });

  test('a stack that names no place is described by its name, and reached as the environment says', () => {
    const stack = deployedStack({ outputs: file({ Old: { TicketsTable: 'T' } }) });
    expect(describeStack(stack)).toBe('Old');
    expect(clientOptions(stack, 'eu-west-1')).toEqual({});
  });
});

describe('the region', () => {
  const stack = deployedStack({ outputs: file({ Frontdesk: LONDON }) });

  test.each([undefined, '', 'eu-west-2'])('is the stack’s own with AWS_REGION=%s', (chosen) => {
    expect(clientOptions(stack, chosen)).toEqual({ region: 'eu-west-2' });
  });

  test('that is chosen and is another one stops the command', () => {
    expect(() => clientOptions(stack, 'us-east-1')).toThrow(/is in eu-west-2.*AWS_REGION says us-east-1/);
  });
});

describe('npm run deploy', () => {
  const quiet = { print: () => {}, printError: () => {} };
  /** A `cdk` that deploys these stacks, as it does: its file holds those of this run alone. */
  const deploying =
    (stacks: object, code = 0, seen: string[][] = []) =>
    (args: string[]) => {
      seen.push(args);
      const [, path = ''] = [args[1], args[args.indexOf('--outputs-file') + 1]];
      writeFileSync(path, JSON.stringify(stacks));
      return Promise.resolve(code);
    };

  test('keeps what is known of other stacks, and hands on all options', async () => {
    const path = file({ London: LONDON }, 'cdk-outputs.json');
    const seen: string[][] = [];
    const given = ['-c', 'stackName=Tokyo', '--require-approval', 'never'];
    expect(await deployCommand(given, quiet, { cdk: deploying({ Tokyo: TOKYO }, 0, seen), file: path })).toBe(
      0,
    );
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ London: LONDON, Tokyo: TOKYO });
    expect(seen[0]?.slice(-4)).toEqual(given);
    const again = { ...LONDON, TicketsTable: 'Anew' };
    await deployCommand([], quiet, { cdk: deploying({ London: again }), file: path });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ London: again, Tokyo: TOKYO });
  });

  test('fails with cdk, and keeps what it had deployed until then', async () => {
    const path = join(directory, 'fresh.json');
    expect(await deployCommand([], quiet, { cdk: deploying({ Tokyo: TOKYO }, 7), file: path })).toBe(1);
    expect(deployedStack({ outputs: path }).name).toBe('Tokyo');
  });

  test('overwrites no file that is something else', async () => {
    const path = file('{"name":"mine"}', 'mine.json');
    const seen: string[][] = [];
    expect(await deployCommand([], quiet, { cdk: deploying({}, 0, seen), file: path })).toBe(1);
    expect(seen).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('{"name":"mine"}');
  });
});
