import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployCommand } from '../../../../ops/deploy/command.ts';
import { deployedStack } from '../../../../ops/stack/outputs.ts';

const directory = mkdtempSync(join(tmpdir(), 'frontdesk-deploy-'));
afterAll(() => rmSync(directory, { recursive: true }));

const LONDON = { TicketsTable: 'London' };
const TOKYO = { TicketsTable: 'Tokyo' };

function file(content: unknown, name: string): string {
  const path = join(directory, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

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
