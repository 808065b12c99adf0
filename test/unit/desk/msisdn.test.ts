import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toMsisdn } from '../../../desk/msisdn.ts';

describe('a phone number', () => {
  test.each([
    ['+447700900001', '447700900001'],
    ['447700900001', '447700900001'],
    ['00447700900001', '447700900001'],
    [' +44 7700 900-001 ', '447700900001'],
    ['+44 (7700) 900.001', '447700900001'],
    ['＋４４７７００９００００１', '447700900001'],
    ['+44\u00a07700\u00a0900001', '447700900001'],
    ['+44 7700\u2011900\u2013001', '447700900001'],
    ['\u202a+447700900001\u202c', '447700900001'],
    ['+1 (202) 555-0143', '12025550143'],
    ['+81 90-1234-5678', '819012345678'],
    ['+86 138 0013 8000', '8613800138000'],
  ])('%j is %s', (written, msisdn) => {
    expect(toMsisdn(written)).toBe(msisdn);
  });

  test.each([
    '',
    ' ',
    '+',
    '00',
    'abc',
    '+44',
    '123',
    '07700900001',
    '0',
    '+0447700900001',
    '++447700900001',
    '+44770090000x',
    '447700900001,447700900002',
    '447700900001 447700900002',
    '+447700900001;ext=5',
    'tel:+447700900001',
    '+447700900001<script>',
    '447700900001\u0000',
    '4477009e5',
    'Infinity',
    '１２３',
    '+999999999999999',
    '+4900989',
    '4'.repeat(16),
    '4'.repeat(100_000),
    '+'.repeat(100_000),
    ' '.repeat(100_000),
    '(((((((',
    '٤٤٧٧٠٠٩٠٠٠٠١',
  ])('case %# is none', (written) => {
    expect(toMsisdn(written)).toBeUndefined();
  });

  test('is 7 to 15 digits or nothing, whatever is written', () => {
    const written = fc.oneof(fc.string({ maxLength: 60 }), fc.stringMatching(/^[+0-9 ().-]{0,30}$/));
    fc.assert(
      fc.property(written, (text) => {
        expect(toMsisdn(text) ?? '4477009').toMatch(/^[1-9]\d{6,14}$/);
      }),
      { numRuns: 500 },
    );
  });
});
