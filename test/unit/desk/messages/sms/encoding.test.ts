import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { composed } from '../../../../../desk/texts/characters.ts';
import { measure } from '../../../../../desk/messages/sms/encoding.ts';

const of = (length: number, character = 'a') => character.repeat(length);

describe('GSM-7', () => {
  test.each<[string, string, number]>([
    ['nothing', '', 1],
    ['160', of(160), 1],
    ['161', of(161), 2],
    ['2 × 153', of(306), 2],
    ['2 × 153 + 1', of(307), 3],
    ['3 × 153', of(459), 3],
    ['80 extension characters', of(80, '€'), 1],
    ['81 extension characters', of(81, '€'), 2],
    ['159 and an extension character', `${of(159)}€`, 2],
    ['158 and an extension character', `${of(158)}€`, 1],
    ['an escape that would be cut from its character', `${of(152)}€${of(152)}`, 3],
    ['an escape that just fits', `${of(151)}€${of(153)}`, 2],
    ['extension characters only, 76 to a part', of(153, '€'), 3],
  ])('%s', (_name, text, parts) => {
    expect(measure(text)).toEqual({ type: 'text', parts });
  });

  test.each(['^', '{', '}', '\\', '[', '~', ']', '|', '€'])('%p costs two', (character) => {
    expect(measure(of(80, character))).toEqual({ type: 'text', parts: 1 });
    expect(measure(of(80, character) + 'a')).toEqual({ type: 'text', parts: 2 });
  });

  test('holds what Western European names need', () => {
    expect(measure('@£$¥èéùìòÇØøÅå Δ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ ¡ÄÖÑÜ§¿äöñüà\r\n').type).toBe('text');
  });
});

describe('unicode', () => {
  test.each<[string, string, number]>([
    ['70', of(70, 'あ'), 1],
    ['71', of(71, 'あ'), 2],
    ['2 × 67', of(134, '中'), 2],
    ['2 × 67 + 1', of(135, '中'), 3],
    ['35 emoji', of(35, '😀'), 1],
    ['36 emoji', of(36, '😀'), 2],
    ['33 emoji to a part', of(66, '😀'), 2],
    ['one emoji more', of(67, '😀'), 3],
    ['an emoji that would be cut in half', `${of(66)}😀${of(66)}`, 3],
    ['an emoji that just fits', `${of(65)}😀${of(67)}`, 2],
    ['one character outside GSM-7 in a long text', `${of(160)}ç`, 3],
  ])('%s', (_name, text, parts) => {
    expect(measure(text)).toEqual({ type: 'unicode', parts });
  });

  test.each(['ç', 'Á', '`', '’', '“', '\t', 'ő', 'я', '한', '\u0000', '\ud83d'])(
    '%j needs it',
    (character) => {
      expect(measure(`Dear ${character}`).type).toBe('unicode');
    },
  );
});

/** The tables of GSM 03.38, row by row, without the escape. */
const BASIC_TABLE = [
  '@£$¥èéùìòÇ\nØø\rÅå',
  'Δ_ΦΓΛΩΠΨΣΘΞÆæßÉ',
  ' !"#¤%&\'()*+,-./',
  '0123456789:;<=>?',
  '¡ABCDEFGHIJKLMNO',
  'PQRSTUVWXYZÄÖÑÜ§',
  '¿abcdefghijklmno',
  'pqrstuvwxyzäöñüà',
].join('');
const EXTENSION_TABLE = '\f^{}\\[~]|€';

/** A text as it goes over the air, cut from the left; a cut never parts `first` from what follows it. */
function cut<T>(
  units: T[],
  single: number,
  perPart: number,
  isFirst: (unit: T, next: T | undefined) => boolean,
): number {
  if (units.length <= single) return 1;
  let parts = 0;
  for (let from = 0; from < units.length; parts += 1) {
    const to = from + perPart;
    const last = units[to - 1];
    from = to < units.length && last !== undefined && isFirst(last, units[to]) ? to - 1 : to;
  }
  return parts;
}

const ESCAPE = '\u001b';
function slowly(text: string): { type: string; parts: number } {
  const units = text.split('');
  if (units.every((unit) => BASIC_TABLE.includes(unit) || EXTENSION_TABLE.includes(unit))) {
    const septets = units.flatMap((unit) => (EXTENSION_TABLE.includes(unit) ? [ESCAPE, unit] : [unit]));
    return { type: 'text', parts: cut(septets, 160, 153, (septet) => septet === ESCAPE) };
  }
  const isPair = (unit: string, next = '') =>
    /^[\ud800-\udbff]$/.test(unit) && /^[\udc00-\udfff]$/.test(next);
  return { type: 'unicode', parts: cut(units, 70, 67, isPair) };
}

describe('any text', () => {
  test('the table has each of its 127 characters once', () => {
    expect(new Set(BASIC_TABLE).size).toBe(127);
  });

  const gsm = fc.constantFrom(...BASIC_TABLE, ...EXTENSION_TABLE);
  const other = fc.constantFrom('あ', '中', 'ç', '😀', '👨‍👩‍👧‍👦', 'e\u0301', '\ud83d', '\ude00', '\u0000');
  /** Long runs of few characters, so that seams meet escapes and pairs at all offsets. */
  const runs = (character: fc.Arbitrary<string>) =>
    fc
      .array(fc.tuple(character, fc.integer({ min: 1, max: 170 })), { maxLength: 6 })
      .map((all) => all.map(([unit, times]) => unit.repeat(times)).join(''));

  test.each<[string, fc.Arbitrary<string>]>([
    ['of GSM-7', fc.string({ unit: gsm, maxLength: 500 })],
    ['of long runs in GSM-7', runs(gsm)],
    ['of escapes and letters', runs(fc.constantFrom('a', '€'))],
    ['of pairs and letters', runs(fc.constantFrom('a', 'あ', '😀'))],
    ['of anything', runs(fc.oneof(gsm, other))],
    [
      'of halves of characters',
      fc.string({ unit: fc.constantFrom('\ud83d', '\ude00', 'a'), maxLength: 200 }),
    ],
    ['of whatever Unicode has', fc.string({ unit: 'binary', maxLength: 200 })],
  ])('%s is measured as a slow count has it', (_name, text) => {
    fc.assert(
      fc.property(text, (written) => {
        expect(measure(written)).toEqual(slowly(composed(written)));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ['160', 'a', 160, 153],
    ['70', 'あ', 70, 67],
  ])('one more than fits costs a part, from %s on', (_name, unit, single, perPart) => {
    expect(measure(unit.repeat(single)).parts).toBe(1);
    expect(measure(unit.repeat(single + 1)).parts).toBe(2);
    for (let parts = 2; parts <= 20; parts += 1) {
      expect(measure(unit.repeat(perPart * parts)).parts).toBe(parts);
      expect(measure(unit.repeat(perPart * parts + 1)).parts).toBe(parts + 1);
    }
  });

  test('a single character outside the tables makes it unicode', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }), (character) => {
        const fits = (BASIC_TABLE + EXTENSION_TABLE).includes(character);
        expect(measure(`Dear ${character}`).type).toBe(fits ? 'text' : 'unicode');
      }),
      { numRuns: 1_000 },
    );
  });
});
