import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { networkNumber, networkParty } from '../../../../desk/numbers/network-number.ts';

describe('a phone number is its E.164 digits, however a network writes it', () => {
  test.each([
    ['447700900131'],
    ['+447700900131'],
    ['00447700900131'],
    ['+00447700900131'],
    [' 447700900131'],
    ['+447700900131 '],
    ['+44 7700 900131'],
    ['+44 (7700) 900-131'],
    [447700900131],
  ])('%j', (written) => {
    expect(networkNumber(written)).toBe('447700900131');
    expect(networkParty(String(written))).toBe('447700900131');
  });

  test.each([
    ['1234567', '1234567'],
    ['123456789012345', '123456789012345'],
    ['0012345678', '12345678'],
    ['+12025550123', '12025550123'],
    ['810000000000', '810000000000'],
  ])('%s is %s', (written, digits) => {
    expect(networkNumber(written)).toBe(digits);
  });

  test('of any length that E.164 has, and read twice it is the same', () => {
    const number = fc.stringMatching(/^[1-9]\d{6,14}$/);
    fc.assert(
      fc.property(number, fc.constantFrom('', '+', '00', ' '), (digits, before) => {
        expect(networkNumber(before + digits)).toBe(digits);
        expect(networkParty(networkParty(before + digits))).toBe(digits);
      }),
    );
  });
});

describe('what is no phone number stays as it came, and is none', () => {
  test.each([
    'anonymous',
    'Anonymous',
    'unknown',
    'Restricted',
    'private',
    'ACME',
    'ACME-Bank 24',
    '60111',
    '07700900131',
    '07700 900131',
    '(650) 555-0123',
    '650 555-0123',
    '1234567890123456',
    '++447700900131',
    '+ACME',
    '+',
    '00',
    '0000447700900131',
    'sip:447700900131@example.com',
    'sip:+447700900131@sip.example.com;user=phone',
    'tel:+447700900131',
    '+447700900131;ext=1',
    '４４７７００９００１３１',
    '+44\u00007700900131',
    '__proto__',
    '',
    ' ',
  ])('%j', (written) => {
    expect(networkParty(written)).toBe(written);
    expect(networkNumber(written)).toBeUndefined();
  });

  test('a short code with a plus is the short code', () => {
    expect(networkParty('+60111')).toBe('60111');
    expect(networkNumber('+60111')).toBeUndefined();
  });

  test.each([undefined, null, true, {}, [], ['447700900131'], NaN, -447700900131, 1e21, 44.5])(
    'a value that is no text: %j',
    (written) => {
      expect(networkNumber(written)).toBeUndefined();
    },
  );

  test('whatever comes, it never grows and never becomes empty', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (written) => {
        const party = networkParty(written);
        expect(party.length).toBeGreaterThan(0);
        expect(party.length).toBeLessThanOrEqual(written.length);
        expect(networkParty(party)).toBe(party);
      }),
    );
  });
});
