import { describe, expect, test } from '@jest/globals';
import { versionsOf, withNext } from '../../../../ops/ncco/versions.ts';

const version = (number: number, ncco: string) => ({ version: number, ncco, by: 'kim' });

describe('the versions on an item', () => {
  test('never fill it: old ones make room by number and by size, the one before always stays', () => {
    const large = 'x'.repeat(100_000);
    const after = withNext([version(3, large), version(2, 'small'), version(1, large)], {
      ncco: large,
      by: 'ann',
    });
    expect(after.map((one) => one.version)).toEqual([4, 3]);
  });

  test('that somebody broke by hand are left out, the others stand', () => {
    const item = { ncco: '[]', versions: [{ version: 'x' }, null, version(1, '[]')] };
    expect(versionsOf(item).map((one) => one.version)).toEqual([1]);
    for (const versions of ['x', 7, {}, undefined]) {
      expect(versionsOf({ ncco: '[1]', versions })).toEqual([
        { version: 1, ncco: '[1]', by: expect.any(String) },
      ]);
    }
    expect(versionsOf(undefined)).toEqual([]);
  });

  test('know an NCCO again that DynamoDB gave back with its keys in another order', () => {
    const kept = version(5, '[{"action":"talk","text":"Hi"}]');
    expect(versionsOf({ ncco: [{ text: 'Hi', action: 'talk' }], versions: [kept] })).toEqual([kept]);
  });
});
