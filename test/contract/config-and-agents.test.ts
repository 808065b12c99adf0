import { describe, expect, jest, test } from '@jest/globals';
import { withTables } from './tables.ts';

const tables = withTables();
const { configItems, markProblems, readSettings } = await import('../../edge/dynamodb/config.ts');
const { agentNamed, rememberUser } = await import('../../edge/dynamodb/agents.ts');

/** Each moment is long after the one before: nothing that was cached is trusted any more. */
let moment = Date.now();
const later = () => (moment += 60_000);
const config = (...names: string[]) => {
  const at = later();
  return configItems(names, () => at);
};

describe('configuration', () => {
  test('is read by name, as ops left it; what is not there is left out', async () => {
    const item = {
      name: 'menu',
      choices: { 1: 'Jane', 2: 'Joe' },
      attempts: 3,
      words: ['a', null],
      on: true,
    };
    await tables.put('NccoConfig', item);
    expect([...(await config('menu', 'none'))]).toEqual([['menu', item]]);
  });

  test('is asked for once in a while, and again after it changed', async () => {
    const at = later();
    await tables.put('NccoConfig', { name: 'answer', incoming: 'ivr' });
    await configItems(['answer'], () => at);
    await tables.put('NccoConfig', { name: 'answer', incoming: 'custom' });
    expect((await configItems(['answer'], () => at + 1_000)).get('answer')?.['incoming']).toBe('ivr');
    expect((await configItems(['answer'], () => at + 10_000)).get('answer')?.['incoming']).toBe('custom');
  });

  test('tells its problems on the item itself until there are none, and never makes an item', async () => {
    await tables.put('NccoConfig', { name: 'custom', ncco: '[' });
    await markProblems('custom', ['ncco: is no JSON']);
    expect((await config('custom')).get('custom')).toEqual({
      name: 'custom',
      ncco: '[',
      problems: ['ncco: is no JSON'],
    });
    for (let time = 0; time < 2; time += 1) await markProblems('custom', []);
    expect((await config('custom')).get('custom')).toEqual({ name: 'custom', ncco: '[' });
    await markProblems('none', ['x']).catch(() => undefined);
    expect((await config('none')).size).toBe(0);
  });

  test('has settings before anybody has written any, and keeps what is right beside what is broken', async () => {
    await tables.put('NccoConfig', { name: 'settings', businessName: 'Bäckerei', language: 'tlh' });
    const logged = jest.spyOn(console, 'log').mockImplementation(() => {});
    const { settings } = await readSettings();
    logged.mockRestore();
    expect(settings).toMatchObject({ businessName: 'Bäckerei', language: 'en', numbers: {} });
  });
});

describe('an agent', () => {
  const named = (name: string) => {
    const at = later();
    return agentNamed(name, () => at);
  };

  test('is found by the exact name while on the roster', async () => {
    await tables.put('Agents', { name: 'Jane', keyHash: 'abc' });
    expect(await named('Jane')).toEqual({ name: 'Jane', keyHash: 'abc' });
    expect(await named('jane')).toBeUndefined();
    await tables.put('Agents', { name: 'Jane', keyHash: 'abc', removedAt: 1 });
    expect(await named('Jane')).toBeUndefined();
  });

  test('is remembered with the user of an application; nobody comes onto the roster by it', async () => {
    await tables.put('Agents', { name: 'Joe' });
    await rememberUser('Joe', 'USR-1', 'app-1');
    expect(await named('Joe')).toEqual({ name: 'Joe', userId: 'USR-1', userOf: 'app-1' });
    await expect(rememberUser('Mallory', 'USR-2', 'app-1')).rejects.toThrow();
    expect(await named('Mallory')).toBeUndefined();
  });
});
