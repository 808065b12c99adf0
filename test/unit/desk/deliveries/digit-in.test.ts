import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { digitIn } from '../../../../desk/deliveries/digit-in.ts';

test.each([
  ...[
    '2',
    ' 2\n',
    '２',
    '２。',
    '2.',
    '2)',
    '(2)',
    '（２）',
    '[2]',
    '"2"',
    '“2”',
    '«2»',
    "'2'",
    '「2」',
    '`2`',
  ],
  ...[
    '2️⃣',
    '2⃣',
    '#2',
    '＃２',
    '№ 2',
    'No. 2',
    'no.2',
    '*2*',
    '_2_',
    '2!',
    '2…',
    '2、',
    '2，',
    '②',
    '⑵',
    '⒉',
    '❷',
    '➁',
    '➋',
  ],
  ...[
    '2番',
    '２番',
    '2番で',
    '2番でお願いします',
    '2番目',
    '2番を希望します',
    '2でお願いします',
    '番号は2',
    '2です',
    '2番希望です',
  ],
  ...['选2', '选择2', '選擇2', '我选2', '回复2', '选2号', '2谢谢', '選 2 謝謝'],
  ...['option 2', 'Option: 2', 'number 2', '2 please', '2, thanks', '2 thank you!', '2 ok'],
  ...['2 👍', '👍2', '2🙏🏽', '2 ❤️', '2️⃣👍', '2 🇯🇵', '👉 2', '2 ✅', '2 ✓', '2 😡', '🙂 (2) 🙂'],
  ...[
    '\u20672\u2069',
    '\u202a2\u202c',
    '\u200f2\u200e',
    '\ufeff2',
    '\u200b2\u200b',
    '2\ufe0f',
    '\u20662️⃣\u2069',
  ],
  ...['٢', '۲', '२', '𝟐', '𝟚', '２', '߂'],
])('%j is 2', (text) => {
  expect(digitIn(text)).toBe('2');
});

test.each([
  ...[
    '',
    ' ',
    '22',
    '２２',
    '2 2',
    '2️⃣2️⃣',
    '2 or 3',
    '2/3',
    '2,3',
    '2-3',
    '1 2',
    '12:30',
    '2:00',
    '2.0',
    '2.5',
    '.2',
    '½',
    '²³',
  ],
  ...[
    'not 2',
    'no 2',
    'No, 2',
    'not No. 2',
    '2 no',
    '2?',
    '2？',
    '-2',
    '+2',
    '−2',
    '~2',
    '2%',
    '£2',
    '2€',
    '2°',
    '2+',
    '<2>',
    '2=',
    '2kg',
  ],
  ...[
    'two',
    '二',
    '2nd',
    '2pm',
    '2h',
    '2日',
    '2時',
    '2号',
    '２號',
    '2 号',
    '2つ',
    '2番じゃない',
    '2番は無理',
    '不选2',
    '不要2',
    '选2不行',
  ],
  ...[
    '2 ❌',
    '❌2',
    '2 👎',
    '🚫 2',
    '2️⃣❌',
    '2 🙅‍♀️',
    '2 ❓',
    '🕑',
    '2 🕒',
    '2 🔟',
    '🥈',
    '2 🥇',
    '🔟',
    '1️⃣2️⃣',
    '2️⃣ 3️⃣',
  ],
  ...[
    '2̸',
    '2\u0336',
    '2\u0000',
    '<b>2</b>',
    'STOP 2',
    '2 but call me',
    'option',
    'option two',
    '👍',
    '①②',
    '1²',
    '2\u2044',
    'i2',
  ],
  ...['٢٣', '２３', '2٢', '1e0', '0x2', '2'.repeat(100_000), `2${' '.repeat(100_000)}`],
])('case %#: %.20j is none', (text) => {
  expect(digitIn(text)).toBeUndefined();
});

describe('whatever is written', () => {
  const digit = fc.constantFrom(...'0123456789２③٣۴५𝟞❽➈', '6️⃣', '7⃣');
  const junk = fc.string({
    unit: fc.constantFrom(
      ...' \n.,!?()[]"“”「」*#-+/:;→👍❌🙏🏽番号選选でお願いします',
      'option ',
      'or ',
      'not ',
      '\u200b',
      '\u2067',
      '\u2069',
      '\ufe0f',
      '\u20e3',
    ),
    maxLength: 6,
  });

  test('two digits, the same or others, are never a choice', () => {
    fc.assert(
      fc.property(junk, digit, junk, digit, junk, (...parts) => {
        expect(digitIn(parts.join(''))).toBeUndefined();
      }),
      { numRuns: 3_000 },
    );
  });

  test('a choice is the one digit that stands there', () => {
    fc.assert(
      fc.property(junk, fc.constantFrom(...'0123456789'), junk, (before, one, after) => {
        expect([undefined, one]).toContain(digitIn(before + one + after));
      }),
      { numRuns: 2_000 },
    );
  });

  test('nothing is read from what has no digit, and nothing breaks it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        fc.pre(!/[\p{N}]/u.test(text.normalize('NFKC')));
        expect(digitIn(text)).toBeUndefined();
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([' ', '*', '👍', '\u200b', '2', 'で', 'お願い', '番', '"', '.'])(
    '%j again and again is no work',
    (unit) => {
      const many = unit.repeat(3_100 / unit.length);
      for (const text of [many, `2${many}`, `${many}2`, `2${many}x`]) digitIn(text);
    },
  );
});
