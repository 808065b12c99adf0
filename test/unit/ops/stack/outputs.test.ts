import { afterAll, describe, expect, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientOptions, deployedStack, describeStack } from '../../../../ops/stack/outputs.ts';

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
