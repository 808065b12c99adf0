import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dialPolicy } from '../../../../desk/calls/dial-policy.ts';
import { dialledIn } from '../../../../edge/vonage/voice/dialled.ts';
import { readMsisdn, toMsisdn, type NumberProblem } from '../../../../desk/numbers/msisdn.ts';
import { DEFAULT_SETTINGS } from '../../../../desk/settings.ts';
import { check } from '../../../../functions/pages/check.ts';
import { parseNumber } from '../../../../web/desk/src/phone-number.ts';
import { request } from '../../edge/request.ts';

describe('a phone number', () => {
  test.each([
    ['+447700900001', '447700900001'],
    ['447700900001', '447700900001'],
    ['00447700900001', '447700900001'],
    [' +44 7700 900-001 ', '447700900001'],
    ['+44 (7700) 900.001', '447700900001'],
    ['+44 (0)7700 900001', '447700900001'],
    ['0044 (0) 7700 900001', '447700900001'],
    ['+44 7700/900001', '447700900001'],
    ['＋４４７７００９００００１', '447700900001'],
    ['+44\u00a07700\u00a0900001', '447700900001'],
    ['+44 7700\u2011900\u2013001', '447700900001'],
    ['+44\u22127700\u2212900001', '447700900001'],
    ['+44ー7700ー900001', '447700900001'],
    ['+44ｰ7700ｰ900001', '447700900001'],
    ['\u202a+447700900001\u202c', '447700900001'],
    ['\u2066+44 7700 900001\u2069', '447700900001'],
    ['\ufeff+447700900001\u200b\u3164\u2800', '447700900001'],
    ['+٤٤٧٧٠٠٩٠٠٠٠١', '447700900001'],
    ['۰۰۴۴۷۷۰۰۹۰۰۰۰۱', '447700900001'],
    ['+४४७७००९००००१', '447700900001'],
    ['+1 (202) 555-0143', '12025550143'],
    ['12025550143', '12025550143'],
    ['+81 90-1234-5678', '819012345678'],
    ['+86 138 0013 8000', '8613800138000'],
    ['8613800138000', '8613800138000'],
    ['+39 06 1234 5678', '390612345678'],
    ['441632960960', '441632960960'],
  ])('%j is %s', (written, msisdn) => {
    expect(readMsisdn(written)).toEqual({ ok: true, msisdn });
  });

  test.each<[string, NumberProblem]>([
    ['(650) 555-0123', 'national-number'],
    ['650-555-0123', 'national-number'],
    ['2025550123', 'national-number'],
    ['9175551234', 'national-number'],
    ['07700900001', 'national-number'],
    ['090-1234-5678', 'national-number'],
    ['13800138000', 'national-number'],
    ['０９０－１２３４－５６７８', 'national-number'],
    ['06 12 34 56 78', 'national-number'],
    ['011 44 7700 900001', 'national-number'],
    ['(44) 7700 900001', 'national-number'],
    ['62442', 'short-code'],
    ['112', 'short-code'],
    ['１２３', 'short-code'],
    ['+112', 'too-short'],
    ['+44', 'too-short'],
    ['ACME', 'sender-name'],
    ['ヤマト', 'sender-name'],
  ])('%j is none: %s', (written, problem) => {
    expect(readMsisdn(written)).toEqual({ ok: false, problem });
  });

  test.each([
    '',
    ' ',
    '+',
    '00',
    '0',
    '+0447700900001',
    '++447700900001',
    '44+7700900001',
    '+44770090000x',
    '447700900001,447700900002',
    '447700900001 447700900002',
    '+447700900001 +447700900002',
    '+447700900001;ext=5',
    'tel:+447700900001',
    'sip:jane@example.com',
    '+447700900001<script>',
    '447700900001\u0000',
    '4477009e5',
    '+999999999999999',
    '+4900989',
    '4'.repeat(16),
    '4'.repeat(100_000),
    '+'.repeat(100_000),
    ' '.repeat(100_000),
    '(((((((',
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

describe('one reader', () => {
  /** Numbers of many countries, with what people put around and between their digits, and without. */
  const written = fc
    .tuple(
      fc.constantFrom('', '+', '00', '＋', '\u202a+', '(', ' '),
      fc.array(
        fc.tuple(
          fc.constantFrom(
            '44',
            '1',
            '81',
            '86',
            '7700',
            '900123',
            '202',
            '555',
            '0123',
            '0',
            '(0)',
            '٤٤',
            '６',
            '9',
          ),
          fc.constantFrom('', '', ' ', '-', '\u2212', 'ー', '/', '.', ')', '\u200e', 'x'),
        ),
        { maxLength: 7 },
      ),
    )
    .map(([prefix, groups]) => prefix + groups.flat().join(''));
  const anyPolicy = dialPolicy({
    ...DEFAULT_SETTINGS,
    dial: { allowPremium: true, countries: [] },
  });

  /** What an app dialled reaches the policy, which knows the number whatever it then decides. */
  const byDialler = (text: string): string | undefined => {
    const dialled = anyPolicy(dialledIn({ to: text }) ?? '');
    return dialled.number;
  };
  const byForm = (number: string): string | undefined => {
    const { body } = check(
      request({
        path: '/notify/check',
        query: 'lang=en',
        type: 'application/json',
        body: JSON.stringify({ number }),
      }),
    );
    return (JSON.parse(body ?? '') as { number?: string }).number;
  };
  const byDesk = (text: string): string | undefined => {
    const found = parseNumber(text);
    return found.ok ? found.e164.slice(1) : undefined;
  };

  test('the notify form, the dialler and the desk agree on whatever is written', () => {
    fc.assert(
      fc.property(
        fc.oneof({ arbitrary: written, weight: 3 }, { arbitrary: fc.string(), weight: 1 }),
        (text) => {
          const expected = toMsisdn(text);
          expect([byForm(text), byDialler(text), byDesk(text)]).toEqual([expected, expected, expected]);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  test('what is read is read again as itself', () => {
    fc.assert(
      fc.property(written, (text) => {
        const msisdn = toMsisdn(text);
        if (msisdn !== undefined) expect(toMsisdn(`+${msisdn}`)).toBe(msisdn);
      }),
      { numRuns: 1_000 },
    );
  });
});
