import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_SETTINGS } from '../../../../../desk/settings.ts';
import { settingsOf } from '../../../../../edge/aws/dynamodb/settings-item.ts';

const told = (item: Record<string, unknown>) => settingsOf(item).broken.map(({ attribute }) => attribute);

describe('the settings item', () => {
  test('holds the defaults where ops wrote nothing', () => {
    expect(settingsOf({ name: 'settings' })).toEqual({
      settings: DEFAULT_SETTINGS,
      broken: [],
      doubtful: [],
    });
  });

  test('reads the seeded item without a finding', () => {
    expect(settingsOf({ name: 'settings', ...DEFAULT_SETTINGS })).toEqual({
      settings: DEFAULT_SETTINGS,
      broken: [],
      doubtful: [],
    });
  });

  test('one wrong optOut loses neither its number nor the others', () => {
    const item = {
      numbers: {
        '447700900000': { uses: ['support', 'voice'], optOut: 'yes', language: 'ja' },
        '441632960960': { uses: ['delivery'], optOut: 'assist' },
      },
    };
    expect(settingsOf(item).settings.numbers).toEqual({
      '447700900000': { uses: ['support', 'voice'], language: 'ja' },
      '441632960960': { uses: ['delivery'], optOut: 'assist' },
    });
    expect(told(item)).toEqual(['numbers.447700900000.optOut']);
  });

  test.each([
    ['a text', 'support'],
    ['nothing', null],
    ['a list', ['support']],
    ['no uses', {}],
    ['uses that are none', { uses: 'support' }],
    ['unknown uses', { uses: ['telex'] }],
  ])('a number with %s is still ours, so that it is never texted', (_what, value) => {
    const { settings, broken } = settingsOf({ numbers: { '447700900000': value } });
    expect(settings.numbers).toEqual({ '447700900000': { uses: [] } });
    expect(broken).toHaveLength(1);
  });

  test('an unknown use leaves the known ones', () => {
    const item = { numbers: { '447700900000': { uses: ['support', 'fax'] } } };
    expect(settingsOf(item).settings.numbers).toEqual({ '447700900000': { uses: ['support'] } });
    expect(told(item)).toEqual(['numbers.447700900000.uses']);
  });

  test('a key as people write numbers is the number', () => {
    const { settings } = settingsOf({ numbers: { '+44 7700-900000': { uses: ['support'] } } });
    expect(settings.numbers).toEqual({ '447700900000': { uses: ['support'] } });
  });

  test.each([
    ['limits', { parts: 0, textsPerDay: 7 }, ['limits.parts'], { limits: { textsPerDay: 7, parts: 6 } }],
    ['limits', { countries: ['GB', 'uk'] }, ['limits.countries'], { limits: { countries: ['GB'] } }],
    ['limits', { countries: new Set(['GB', 'JP']) }, [], { limits: { countries: ['GB', 'JP'] } }],
    ['limits', 'none', ['limits'], { limits: DEFAULT_SETTINGS.limits }],
    ['dial', { countries: 'GB', allowPremium: true }, ['dial.countries'], { dial: { allowPremium: true } }],
    ['ring', { seconds: 2 }, ['ring.seconds'], { ring: { seconds: 20 } }],
    ['queue', { music: 'x', maxSeconds: 60 }, ['queue.music'], { queue: { maxSeconds: 60, rounds: 1 } }],
    ['queue', { rounds: 3 }, [], { queue: { maxSeconds: 120, rounds: 3 } }],
    [
      'quietHours',
      { from: '21:00', to: '08:00', zone: 'Mars/Base' },
      ['quietHours.zone'],
      { quietHours: { from: '21:00', to: '08:00' } },
    ],
    ['keepDays', '400', ['keepDays'], { keepDays: 400 }],
  ])('%s: %j falls back field by field', (attribute, written, broken, expected) => {
    const item = { [attribute]: written };
    expect(told(item)).toEqual(broken);
    expect(settingsOf(item).settings).toMatchObject(expected);
  });

  test.each([{ from: '21:00' }, { to: '08:00' }, { from: '21:00', to: '8' }, 'night', []])(
    'quiet hours %j have no two ends and hold nothing, and it is told',
    (quietHours) => {
      expect(settingsOf({ quietHours }).settings.quietHours).toBeUndefined();
      expect(told({ quietHours })).toHaveLength(1);
    },
  );

  test('attributes that no rule reads are named, whatever stands in them', () => {
    const item = {
      problems: ['…'],
      busyness: 1,
      limits: { texts: 2 },
      numbers: { '447700900000': { uses: ['support'], optout: 'self' } },
    };
    const { broken, doubtful } = settingsOf(item);
    expect(broken).toEqual([]);
    expect(doubtful.map(({ attribute }) => attribute)).toEqual([
      'busyness',
      'limits.texts',
      'numbers.447700900000.optout',
    ]);
  });

  test('whatever stands in the item, the settings are whole and each of our numbers is known', () => {
    const names = Object.keys({ ...DEFAULT_SETTINGS, dial: 0, quietHours: 0 });
    const item = fc.dictionary(fc.constantFrom(...names), fc.anything({ maxDepth: 3 }), {
      noNullPrototype: true,
    });
    fc.assert(
      fc.property(
        item,
        fc.dictionary(fc.stringMatching(/^[1-9]\d{6,14}$/), fc.anything()),
        (written, numbers) => {
          const { settings } = settingsOf({ ...written, numbers });
          expect(settings).toMatchObject({
            businessName: expect.any(String),
            limits: { parts: expect.any(Number), countries: expect.any(Array) },
            ring: { seconds: expect.any(Number) },
            queue: { maxSeconds: expect.any(Number), rounds: expect.any(Number) },
          });
          expect(Object.keys(settings.numbers).sort()).toEqual(Object.keys(numbers).sort());
        },
      ),
    );
  });
});
