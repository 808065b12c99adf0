import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { composed, isBlank, withAsciiDigits } from '../../../../desk/texts/characters.ts';
import { measure } from '../../../../desk/messages/sms/encoding.ts';

describe('a text that nobody would see', () => {
  const INVISIBLE = [
    ...[
      '',
      ' ',
      '\n\t',
      '\u00a0',
      '\u3000',
      '\u200b',
      '\u200c',
      '\u200d',
      '\u2060',
      '\u2061',
      '\ufeff',
      '\u00ad',
    ],
    ...['\u3164', '\uffa0', '\u115f', '\u1160', '\u2800', '\u034f', '\u061c', '\u180e', '\u17b4', '\u17b5'],
    ...[
      '\u200e',
      '\u200f',
      '\u202e',
      '\u2066',
      '\u2069',
      '\ufe0f',
      '\ufe00',
      '\u{e0100}',
      '\u{e0067}',
      '\u{e007f}',
    ],
    ...[
      '\u0301',
      '\u20e3',
      '\u3099',
      '\u{1d159}',
      '\u{1d173}',
      '\u0000',
      '\u0007',
      '\u0085',
      '\u2028',
      '\ud83d',
    ],
  ];

  test.each(INVISIBLE)('is %j', (text) => {
    expect(isBlank(text)).toBe(true);
    expect(isBlank(`${text}.`)).toBe(false);
  });

  test('is any of these together, and nothing that has a letter, digit, mark or picture', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...INVISIBLE)),
        fc.constantFrom(...'aあ漢9.!€🙏♥½أ'),
        (marks, one) => {
          expect(isBlank(marks.join(''))).toBe(true);
          expect(isBlank(marks.join('') + one + marks.join(''))).toBe(false);
        },
      ),
    );
  });
});

describe('a text as it is sent', () => {
  test('is composed: 70 × e and its accent are one part of GSM-7', () => {
    const decomposed = 'e\u0301'.repeat(70);
    expect(measure(decomposed)).toEqual({ type: 'text', parts: 1 });
    expect(composed(decomposed)).toBe('é'.repeat(70));
  });

  test.each([
    ['が', 'か\u3099'],
    ['ﾊﾟ', 'ﾊﾟ'],
    ['한', '\u1112\u1161\u11ab'],
    ['Å', '\u212b'],
    ['ñandú', 'n\u0303andu\u0301'],
  ])('%s', (whole, parts) => {
    expect(composed(parts)).toBe(whole);
  });

  test('keeps the ideographs of names, which NFC would change into others', () => {
    for (const name of ['神\ufa19', '\ufa1b山', '\u{2f800}', 'e\ufa19\u0301'])
      for (const ideograph of name.match(/[\uf900-\ufaff\u{2f800}-\u{2fa1f}]/gu) ?? [])
        expect(composed(name)).toContain(ideograph);
  });

  test('reads the same, and is composed already', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const once = composed(text);
        expect(composed(once)).toBe(once);
        expect(once.normalize('NFC')).toBe(text.normalize('NFC'));
        expect(measure(text)).toEqual(measure(once));
      }),
      { numRuns: 1_000 },
    );
  });
});

test.each([
  ['0123456789', '0123456789'],
  ['٠١٢٣٤٥٦٧٨٩', '0123456789'],
  ['۰۱۲۳۴۵۶۷۸۹', '0123456789'],
  ['०१२३४५६७८९', '0123456789'],
  ['０１２３４５６７８９', '0123456789'],
  ['𝟎𝟗𝟘𝟡𝟢𝟫', '090909'],
  ['①⑨❶❾➀➈➊➒', '19191919'],
  ['\u{1e950}\u{1e959}', '09'],
])('%s is %s', (written, digits) => {
  expect(withAsciiDigits(written)).toBe(digits);
});
