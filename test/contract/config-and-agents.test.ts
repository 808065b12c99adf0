import { describe, expect, jest, test } from '@jest/globals';
import { withTables } from './tables.ts';

const tables = withTables();
const { configItems, readSettings } = await import('../../edge/aws/dynamodb/config.ts');
const { keepLastGood, markProblems } = await import('../../edge/aws/dynamodb/ncco-items.ts');
const { agentNamed, rememberUser } = await import('../../edge/aws/dynamodb/agents.ts');

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

  const menu = {
    ncco: [
      { action: 'talk', text: '1 or 2?', level: 0.5 },
      { action: 'input', type: ['dtmf'], dtmf: { submitOnHash: true } },
    ],
  };

  test.each<[string, object, object]>([
    ['text', { ncco: '[' }, { ncco: '[]' }],
    ['a value', menu, { ncco: [{ ...menu.ncco[0], level: 0.6 }, menu.ncco[1]] }],
    [
      'a value deep inside',
      menu,
      { ncco: [menu.ncco[0], { ...menu.ncco[1], dtmf: { submitOnHash: false } }] },
    ],
    ['another option', menu, { ncco: [{ ...menu.ncco[0], loop: 2 }, menu.ncco[1]] }],
    ['one action less', menu, { ncco: [menu.ncco[0]] }],
    ['nothing', menu, {}],
    ['something where nothing was', {}, menu],
  ])('is not marked for what it no longer says: %s', async (_name, read, edited) => {
    const problems = ['told'];
    await tables.put('NccoConfig', { name: 'raced', ...read });
    await markProblems('raced', problems, { ncco: undefined, ...read });
    expect((await config('raced')).get('raced')).toEqual({ name: 'raced', ...read, problems });
    await tables.put('NccoConfig', { name: 'raced', ...edited, problems });
    await markProblems('raced', [], { ncco: undefined, ...read });
    await markProblems('raced', ['late'], { ncco: undefined, ...read });
    expect((await config('raced')).get('raced')).toEqual({ name: 'raced', ...edited, problems });
  });

  test('is not marked for what it no longer says, however much that is', async () => {
    const ncco = Array.from({ length: 90 }, (_, index) => ({ action: 'talk', text: `Number ${index}` }));
    await tables.put('NccoConfig', { name: 'long', ncco });
    await markProblems('long', ['told'], { ncco });
    expect((await config('long')).get('long')).toHaveProperty('problems');
    await markProblems('long', [], { ncco: ncco.slice(1) });
    expect((await config('long')).get('long')).toHaveProperty('problems');
  });

  test('keeps the last good NCCO beside the item; who knew an older one comes too late', async () => {
    const talk = (text: string) => [{ action: 'talk' as const, text }];
    const kept = async () => (await config('last-good/mine')).get('last-good/mine')?.['ncco'];
    await keepLastGood('mine', talk('one'), undefined);
    await keepLastGood('mine', talk('late'), undefined);
    expect(await kept()).toBe(JSON.stringify(talk('one')));
    await keepLastGood('mine', talk('two'), JSON.stringify(talk('one')));
    await keepLastGood('mine', talk('late'), JSON.stringify(talk('one')));
    expect(await kept()).toBe(JSON.stringify(talk('two')));
    expect((await config('mine')).size).toBe(0);
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

  test('is found by its name, upper and lower case as written, while on the roster', async () => {
    await tables.put('Agents', { name: 'Jane', keyHash: 'abc' });
    expect(await named('Jane')).toEqual({ name: 'Jane', keyHash: 'abc' });
    expect(await named('jane')).toBeUndefined();
    await tables.put('Agents', { name: 'Jane', keyHash: 'abc', removedAt: 1 });
    expect(await named('Jane')).toBeUndefined();
  });

  test('is found however the name is spelt, under the name that is stored', async () => {
    await tables.put('Agents', { name: 'José' });
    for (const spelt of ['Jose\u0301', ' José ', 'Jose\u0301\u00a0'])
      expect((await named(spelt))?.name).toBe('José');
    // Put by hand, in another spelling than ours.
    await tables.put('Agents', { name: 'Zoe\u0308' });
    for (const spelt of ['Zoë', 'Zoe\u0308', ' Zoë']) expect((await named(spelt))?.name).toBe('Zoe\u0308');
    expect(await named('Zoe')).toBeUndefined();
  });

  test('is remembered with the user of an application; nobody comes onto the roster by it', async () => {
    await tables.put('Agents', { name: 'Joe' });
    await rememberUser('Joe', 'USR-1', 'app-1');
    expect(await named('Joe')).toEqual({ name: 'Joe', userId: 'USR-1', userOf: 'app-1' });
    await expect(rememberUser('Mallory', 'USR-2', 'app-1')).rejects.toThrow();
    expect(await named('Mallory')).toBeUndefined();
  });
});
