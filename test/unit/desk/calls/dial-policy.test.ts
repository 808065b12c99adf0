import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { dialPolicy } from '../../../../desk/calls/dial-policy.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../../desk/settings.ts';

const OURS = '447700900000';
const settings: Settings = { ...DEFAULT_SETTINGS, numbers: { [OURS]: { uses: ['voice'] } } };
const asked = (number: string, more: Partial<Settings> = {}) => {
  const dialled = dialPolicy({ ...settings, ...more })(`+${number}`);
  return dialled.ok ? dialled.number : dialled.reason;
};

test.each([
  ['a mobile', '447700900123'],
  ['London', '442079460000'],
  ['a British business number', '443001234567'],
  ['freephone', '448001111111'],
  ['New York', '12125550123'],
  ['Tokyo', '81312345678'],
  ['a Japanese mobile', '819012345678'],
  ['a Chinese mobile', '8613800138000'],
  ['Taipei', '886223456789'],
  ['Berlin', '4930123456'],
  ['Rome, with its 0', '390612345678'],
])('%s is called', (_name, number) => {
  expect(asked(number)).toBe(number);
});

test('a national 0 that was left in is taken out', () => {
  expect(asked('4407700900123')).toBe('447700900123');
  expect(asked(`440${OURS.slice(2)}`)).toBe('own-number');
  expect(asked('4409098790000')).toBe('premium-rate');
});

test.each([
  ['GB 09', '449098790000'],
  ['GB 09, unassigned', '449999999999'],
  ['GB 0871', '448712345678'],
  ['GB 0872', '448722345678'],
  ['GB 0873', '448732345678'],
  ['GB 0843', '448432345678'],
  ['GB 070, personal', '447012345678'],
  ['US 900', '19005551234'],
  ['US 976', '12129761234'],
  ['JP 0990', '81990123456'],
  ['JP 0570', '81570012345'],
  ['FR 0899', '33899123456'],
  ['DE 0900', '4990012345678'],
  ['DE 0137', '491371234567'],
  ['AU 1900', '611900123456'],
  ['IT 899', '39899123456'],
  ['IE 1580', '3531580123456'],
  ['ES 803', '34803123456'],
  ['CH 0900', '41900123456'],
  ['TW 0203', '886203123456'],
  ['SG 1900', '6519001234567'],
])('%s costs extra', (_name, number) => {
  expect(asked(number)).toBe('premium-rate');
  expect(asked(number, { dial: { allowPremium: false } })).toBe('premium-rate');
  expect(asked(number, { dial: { allowPremium: true } })).toMatch(/^\d+$/);
});

test.each([
  ['satellites', '881612345678'],
  ['international freephone', '80012345678'],
  ['international networks', '882123456789'],
  ['Jamaica, which looks like the US', '18765551234'],
  ['the Dominican Republic', '18095551234'],
  ['Somalia', '252612345678'],
  ['Cuba', '5351234567'],
  ['Russia', '79161234567'],
])('%s is in no country that is allowed', (_name, number) => {
  expect(asked(number)).toBe('country-not-allowed');
  expect(asked(number, { dial: { allowPremium: true } })).toBe('country-not-allowed');
});

test.each([
  ['a service with a country code', '44118118'],
  ['too short for its country', '44770090'],
  ['too long for its country', '447700900123456'],
  ['a country code that nobody has', '999123456789'],
  ['seven digits', '1234567'],
  ['nothing', ''],
  ['letters', 'abc'],
])('%s is no number', (_name, number) => {
  expect(asked(number)).toBe('not-a-number');
});

describe('the countries', () => {
  test('are those of texts, with those of our own numbers', () => {
    const none = { limits: { ...DEFAULT_SETTINGS.limits, countries: [] } };
    expect(asked('447700900123', none)).toBe('447700900123');
    expect(asked('12125550123', none)).toBe('country-not-allowed');
  });

  test('or exactly those that ops name for calls', () => {
    expect(asked('12125550123', { dial: { countries: ['US'] } })).toBe('12125550123');
    expect(asked('447700900123', { dial: { countries: ['US'] } })).toBe('country-not-allowed');
    expect(asked('447700900123', { dial: { countries: [] } })).toBe('country-not-allowed');
    expect(asked('18765551234', { dial: { countries: ['JM'] } })).toBe('18765551234');
  });
});

test('our own numbers are a loop, whatever else is allowed', () => {
  for (const dial of [undefined, { countries: ['GB'], allowPremium: true }])
    expect(asked(OURS, dial && { dial })).toBe('own-number');
});

test('what is called is a number of E.164 that may be called', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9]{0,17}$/), (digits) => {
      const answer = asked(digits);
      if (/^\d/.test(answer)) {
        expect(answer).toMatch(/^[1-9]\d{6,14}$/);
        expect(asked(answer)).toBe(answer);
      }
    }),
    { numRuns: 2_000 },
  );
});
