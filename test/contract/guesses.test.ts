import { beforeAll, describe, expect, test } from '@jest/globals';
import { withTables } from './tables.ts';

withTables();

let countWrongKey: typeof import('../../edge/aws/dynamodb/guesses.ts').countWrongKey;
let dynamodb: typeof import('../../edge/aws/dynamodb/client.ts').dynamodb;
let ScanCommand: typeof import('@aws-sdk/lib-dynamodb').ScanCommand;
beforeAll(async () => {
  ({ countWrongKey } = await import('../../edge/aws/dynamodb/guesses.ts'));
  ({ dynamodb } = await import('../../edge/aws/dynamodb/client.ts'));
  ({ ScanCommand } = await import('@aws-sdk/lib-dynamodb'));
});

const items = async () =>
  (await dynamodb.send(new ScanCommand({ TableName: 'Guesses', ConsistentRead: true }))).Items ?? [];

describe('wrong keys', () => {
  let now = 1_800_000_000_000;

  test('are counted in one item, which goes away by itself', async () => {
    expect(await countWrongKey('agent-key', 'Jane', (now += 2_000))).toBe(0);
    expect(await countWrongKey('agent-key', 'Jane', (now += 2_000))).toBe(0);
    expect(await countWrongKey('agent-key', 'Jane', (now += 2_000))).toBe(0);
    expect(await items()).toEqual([
      {
        id: expect.stringMatching(/^agent-key#\d{1,2}$/),
        wrong: 3,
        pausedUntil: now + 1_000,
        expiresAt: Math.ceil((now + 1_000) / 1000) + 15 * 60,
      },
    ]);
  });

  test('wait while a pause runs, and change nothing', async () => {
    const before = await items();
    expect(await countWrongKey('agent-key', 'Jane', now + 400)).toBe(600);
    expect(await items()).toEqual(before);
  });

  test('of the shop are counted apart from those of agents', async () => {
    expect(await countWrongKey('notify-key', 'Jane', now)).toBe(0);
    expect((await items()).map(({ id }) => String(id).split('#')[0]).sort()).toEqual([
      'agent-key',
      'notify-key',
    ]);
  });

  test('in ever other names never make more items than there are shares', async () => {
    now += 3_600_000;
    await Promise.all(
      Array.from({ length: 1_000 }, (_, at) => countWrongKey('agent-key', `somebody-${at}`, now)),
    );
    const all = (await items()).filter(({ id }) => String(id).startsWith('agent-key'));
    expect(all).toHaveLength(64);
    // A flood at one moment is one wrong key of each share.
    for (const { wrong } of all) expect(wrong).toBe(1);
  });
});
