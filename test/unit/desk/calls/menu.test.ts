import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_MENU, type Menu, attemptOf, nextMenuStep, parseMenu } from '../../../../desk/calls/menu.ts';
import type { Ncco } from '../../../../desk/ncco/ncco.ts';
import { checkNcco } from '../../../../desk/ncco/check.ts';
import { PRESETS, connectTo } from '../../../../desk/calls/presets.ts';

const dtmfUrl = 'https://desk.example/webhooks/dtmf';
const press = (digits: string, attempt = 1, more: { menu?: Menu; menuNcco?: Ncco; dtmfUrl?: string } = {}) =>
  nextMenuStep({
    menu: DEFAULT_MENU,
    dtmfUrl,
    menuNcco: PRESETS.ivr,
    ...more,
    attempt,
    input: { digits, timedOut: false },
  });

describe('the step after the keys', () => {
  test.each([
    ['1', 'Jane'],
    ['2', 'Joe'],
    ['1#', 'Jane'],
    ['2#', 'Joe'],
  ])('%s reaches %s', (digits, agent) => {
    expect(press(digits)).toEqual({ outcome: 'connected', agent, ncco: connectTo(agent) });
    expect(press(digits, 3).agent).toBe(agent);
    expect(press(digits, 99).agent).toBe(agent);
  });

  test.each(['', '3', '12', '#', '*', '0'])(
    '%j is asked again: the question, and the count in the URL',
    (digits) => {
      expect(press(digits)).toEqual({
        outcome: 'asked-again',
        ncco: [
          { action: 'talk', text: 'To talk to Jane, please press 1, or, to talk to Joe, press 2.' },
          { action: 'input', type: ['dtmf'], eventUrl: [`${dtmfUrl}?attempt=2`] },
        ],
      });
    },
  );

  test('asked three times, then handed over', () => {
    expect(press('9', 2).ncco.at(-1)).toMatchObject({ eventUrl: [`${dtmfUrl}?attempt=3`] });
    expect(press('9', 3)).toEqual({ outcome: 'handed-over', agent: 'Jane', ncco: connectTo('Jane') });
    expect(press('', 4).outcome).toBe('handed-over');
  });

  test('following the URLs that it gives, every caller who never presses right is handed over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10 }), (attempts) => {
        let url = dtmfUrl;
        for (let asked = 1; ; asked++) {
          const attempt = attemptOf(new URL(url).searchParams.get('attempt') ?? undefined);
          const step = press('', attempt, { menu: { ...DEFAULT_MENU, attempts } });
          if (step.outcome === 'handed-over') return expect(asked).toBe(attempts);
          const input = step.ncco.at(-1);
          if (input?.action !== 'input') throw new Error('a question ends with an input');
          url = input.eventUrl?.[0] ?? '';
        }
      }),
    );
  });

  test('parameters that the URL has stay', () => {
    expect(press('', 1, { dtmfUrl: `${dtmfUrl}?a=b&attempt=1` }).ncco.at(-1)).toMatchObject({
      eventUrl: [`${dtmfUrl}?a=b&attempt=2`],
    });
  });

  test.each([
    ['its parameters stay', `${dtmfUrl}?x=1`, `${dtmfUrl}?x=1&attempt=2`],
    ['its own count does not', `${dtmfUrl}?attempt=9&x=1`, `${dtmfUrl}?attempt=2&x=1`],
    ['one that is not filled in is ours', 'DTMF_URL', `${dtmfUrl}?attempt=2`],
    ['one that is not ours is asked by us', 'https://shop.example/keys?x=1', `${dtmfUrl}?attempt=2`],
  ])('the URL of the input that asks again: %s', (_name, own, next) => {
    const menuNcco: Ncco = [{ action: 'input', type: ['dtmf'], eventUrl: [own] }];
    expect(press('', 1, { menuNcco }).ncco).toEqual([{ action: 'input', type: ['dtmf'], eventUrl: [next] }]);
  });

  test('a URL that is none hands over instead of asking into the void', () => {
    expect(press('', 1, { dtmfUrl: 'DTMF_URL' }).outcome).toBe('handed-over');
  });

  test("asks with ops' own question, its settings kept; a barge-in stays right", () => {
    const menuNcco: Ncco = [
      { action: 'talk', text: 'Welcome' },
      { action: 'stream', streamUrl: ['https://desk.example/q.mp3'], bargeIn: true },
      { action: 'input', type: ['dtmf', 'speech'], dtmf: { maxDigits: 1 }, eventUrl: ['DTMF_URL'] },
      { action: 'talk', text: 'never heard' },
    ];
    const { ncco } = press('', 1, { menuNcco });
    expect(ncco).toEqual([
      menuNcco[1],
      {
        action: 'input',
        type: ['dtmf', 'speech'],
        dtmf: { maxDigits: 1 },
        eventUrl: [`${dtmfUrl}?attempt=2`],
      },
    ]);
    expect(checkNcco(ncco, { placeholders: false })).toMatchObject({ ncco });
  });

  test.each<[string, Ncco]>([
    ['without an input', connectTo('Jane')],
    ['with speech only', [{ action: 'input', type: ['speech'] }]],
    ['empty', []],
  ])('an NCCO %s leaves the built-in question', (_name, menuNcco) => {
    expect(press('', 1, { menuNcco }).ncco[0]).toEqual(PRESETS.ivr[1]);
  });

  test('a menu with long choices lets the input take as many keys', () => {
    const menu = { ...DEFAULT_MENU, choices: { '123456': 'Jane' } };
    expect(press('', 1, { menu }).ncco.at(-1)).toMatchObject({ dtmf: { maxDigits: 6 } });
    expect(press('123456#', 1, { menu }).agent).toBe('Jane');
  });

  test('# can be a choice, and names of every prototype are none', () => {
    expect(press('#', 1, { menu: { ...DEFAULT_MENU, choices: { '#': 'Ann' } } }).agent).toBe('Ann');
    expect(press('constructor').outcome).toBe('asked-again');
  });

  test('the language of the menu is spoken', () => {
    expect(press('1', 1, { menu: { ...DEFAULT_MENU, language: 'ja' } }).ncco).toEqual(
      connectTo('Jane', 'ja'),
    );
  });
});

test.each<[unknown, number]>([
  ['1', 1],
  ['3', 3],
  [undefined, 1],
  ['', 1],
  ['0', 1],
  ['-1', 1],
  ['1,2', 1],
  ['x', 1],
  ['99999', 1],
  [['2'], 1],
])('an attempt of %j is %d', (parameter, attempt) => {
  expect(attemptOf(parameter)).toBe(attempt);
});

test('a question that may be barged into, may be when it is asked again: bargeIn holds until the input', () => {
  const menuNcco = [
    { action: 'talk' as const, text: 'Welcome', bargeIn: true },
    { action: 'talk' as const, text: 'Press 1', bargeIn: false },
    { action: 'input' as const, type: ['dtmf' as const] },
  ];
  const { ncco } = press('9', 1, { menuNcco });
  expect(ncco.slice(0, 1)).toEqual([{ action: 'talk', text: 'Press 1', bargeIn: true }]);
});

describe('the menu item', () => {
  test('missing is the default', () => {
    expect(parseMenu(undefined)).toEqual({
      menu: { choices: { '1': 'Jane', '2': 'Joe' }, attempts: 3, otherwise: 'Jane' },
      problems: [],
    });
  });

  test('is read', () => {
    const menu = { choices: { '0': 'Ann', '12': 'Bo' }, attempts: 1, otherwise: 'Bo', language: 'zh-CN' };
    expect(parseMenu({ name: 'menu', ...menu })).toEqual({ menu, problems: [] });
  });

  test.each<[string, unknown, string]>([
    ['text', 'menu', ''],
    ['null', null, ''],
    ['a list', [], ''],
    ['no choices', { choices: {} }, 'choices'],
    ['choices as a list', { choices: ['Jane'] }, 'choices'],
    ['attempts 0', { attempts: 0 }, 'attempts'],
    ['attempts for ever', { attempts: 1_000 }, 'attempts'],
    ['attempts as text', { attempts: '3' }, 'attempts'],
    ['otherwise empty', { otherwise: ' ' }, 'otherwise'],
    ['otherwise as a number', { otherwise: 7 }, 'otherwise'],
    ['language', { language: 'klingon, please' }, 'language'],
  ])('%s: told, and the default stands', (_name, raw, path) => {
    const { menu, problems } = parseMenu(raw);
    expect(menu).toEqual(DEFAULT_MENU);
    expect(problems.map((problem) => problem.path)).toEqual([path]);
  });

  test('a broken choice does not take the others with it', () => {
    const { menu, problems } = parseMenu({ choices: { '1': 'Ann', x: 'Bo', '2': '', '3': 'y'.repeat(101) } });
    expect(menu.choices).toEqual({ '1': 'Ann' });
    expect(problems).toHaveLength(3);
  });

  test('any item at all gives a menu that works', () => {
    const junk = fc.oneof(
      fc.anything(),
      fc.record({
        choices: fc.anything(),
        attempts: fc.anything(),
        otherwise: fc.anything(),
        language: fc.anything(),
      }),
      fc.record({ choices: fc.dictionary(fc.string(), fc.string()) }),
    );
    fc.assert(
      fc.property(junk, fc.string(), fc.integer(), (raw, digits, attempt) => {
        const { menu } = parseMenu(raw);
        const { ncco } = press(digits, attempt, { menu });
        expect(checkNcco(ncco, { placeholders: false })).toMatchObject({ ncco });
      }),
    );
  });
});
