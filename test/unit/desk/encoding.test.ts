import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { measure } from '../../../desk/texts/encoding.ts';

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

test('no text is measured smaller than its characters need', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
      const { type, parts } = measure(text);
      expect(parts).toBeGreaterThanOrEqual(1);
      if (type === 'unicode') expect(parts * (parts === 1 ? 70 : 67)).toBeGreaterThanOrEqual(text.length);
      else expect(parts * (parts === 1 ? 160 : 153)).toBeGreaterThanOrEqual(text.length);
    }),
  );
});
