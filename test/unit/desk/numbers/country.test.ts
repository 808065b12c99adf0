import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countryOf } from '../../../../desk/numbers/country.ts';
import { toMsisdn } from '../../../../desk/numbers/msisdn.ts';

test.each([
  ['447700900001', 'GB'],
  ['441632960960', 'GB'],
  ['447911123456', 'GG'],
  ['12025550143', 'US'],
  ['15550100000', 'US'],
  ['14165551234', 'CA'],
  ['18765551234', 'JM'],
  ['12687641234', 'AG'],
  ['79161234567', 'RU'],
  ['77011234567', 'KZ'],
  ['819012345678', 'JP'],
  ['8613800138000', 'CN'],
  ['886912345678', 'TW'],
  ['85261234567', 'HK'],
  ['85366123456', 'MO'],
  ['6591234567', 'SG'],
  ['4915112345678', 'DE'],
  ['38349123456', 'XK'],
])('%s is of %s', (msisdn, country) => {
  expect(countryOf(msisdn)).toBe(country);
});

test.each([
  '',
  '0',
  '12345',
  '40404',
  'ACME',
  '+447700900001',
  '07700900001',
  '0447700900001',
  ' 447700900001',
  '447700900001\n',
  '4477 00900001',
  '447700900001;ext=5',
  '4477009',
  '999999999999',
  '882161234567',
  '80012345678',
  '４４７７００９００００１',
  '1'.repeat(16),
  '4'.repeat(1_000_000),
  'constructor',
])('case %# is of none', (sender) => {
  expect(countryOf(sender)).toBeUndefined();
});

test('is two capitals or nothing, whatever the digits; only what can be a number has one', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[1-9]\d{4,15}$/), (msisdn) => {
      const country = countryOf(msisdn);
      expect(country ?? 'GB').toMatch(/^[A-Z]{2}$/);
      if (country !== undefined) expect(toMsisdn(`+${msisdn}`)).toBeDefined();
    }),
    { numRuns: 1_000 },
  );
});
