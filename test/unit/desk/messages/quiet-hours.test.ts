import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCountries } from 'libphonenumber-js/min';
import { settingsOf } from '../../../../edge/aws/dynamodb/settings-item.ts';
import { quietUntil, type QuietHours } from '../../../../desk/messages/quiet-hours.ts';
import { hasZone } from '../../../../desk/messages/zones.ts';

const LONDON = '447700900001';
const TOKYO = '819012345678';
const STATES = '12025550143';
const RUSSIA = '79161234567';
const NIGHT: QuietHours = { from: '21:00', to: '08:00' };

/** What follows `hours` for a text to `msisdn` at `now`, as ISO in UTC. */
function heldTill(hours: QuietHours | undefined, msisdn: string, now: string): string | undefined {
  const until = quietUntil(hours, msisdn, Date.parse(now));
  return until === undefined ? undefined : new Date(until).toISOString().replace(/:00\.000Z$/, 'Z');
}

describe('in a country of one zone', () => {
  test.each([
    ['in the evening', LONDON, '2026-01-14T21:00:00Z', '2026-01-15T08:00Z'],
    ['a moment before', LONDON, '2026-01-14T20:59:59.999Z', undefined],
    ['after midnight', LONDON, '2026-01-15T03:17:42.123Z', '2026-01-15T08:00Z'],
    ['the last moment', LONDON, '2026-01-15T07:59:59.999Z', '2026-01-15T08:00Z'],
    ['in the morning', LONDON, '2026-01-15T08:00:00Z', undefined],
    ['at noon', LONDON, '2026-01-15T12:00:00Z', undefined],
    ['in summer', LONDON, '2026-07-14T20:30:00Z', '2026-07-15T07:00Z'],
    ['in Tokyo', TOKYO, '2026-01-14T12:00:00Z', '2026-01-14T23:00Z'],
    ['in Tokyo by day', TOKYO, '2026-01-15T02:00:00Z', undefined],
  ])('%s', (_name, msisdn, now, until) => {
    expect(heldTill(NIGHT, msisdn, now)).toBe(until);
  });

  test.each([
    ['2026-01-14T11:59:59.999Z', undefined],
    ['2026-01-14T12:00:00Z', '2026-01-14T13:30Z'],
    ['2026-01-14T13:29:00Z', '2026-01-14T13:30Z'],
    ['2026-01-14T13:30:00Z', undefined],
    ['2026-01-14T23:00:00Z', undefined],
  ])('a rest at noon, asked at %s', (now, until) => {
    expect(heldTill({ from: '12:00', to: '13:30' }, LONDON, now)).toBe(until);
  });

  test('until midnight, and from midnight', () => {
    expect(heldTill({ from: '20:00', to: '00:00' }, LONDON, '2026-01-14T22:00:00Z')).toBe(
      '2026-01-15T00:00Z',
    );
    expect(heldTill({ from: '00:00', to: '06:00' }, LONDON, '2026-01-15T00:00:00Z')).toBe(
      '2026-01-15T06:00Z',
    );
    expect(heldTill({ from: '00:00', to: '06:00' }, LONDON, '2026-01-14T23:59:59Z')).toBeUndefined();
  });

  test.each<[string, QuietHours | undefined]>([
    ['no hours', undefined],
    ['from a time to itself', { from: '08:00', to: '08:00' }],
    ['midnight to midnight', { from: '00:00', to: '00:00' }],
    ...['', '8:00', '24:00', '08:60', '25:99', 'night', '08:00:00', '-1:00', '０８:００'].map(
      (to): [string, QuietHours] => [`"${to}", which is no time`, { from: '00:00', to }],
    ),
    ['a start that is no time', { from: 'x', to: '08:00' }],
  ])('%s: never quiet', (_name, hours) => {
    expect(heldTill(hours, LONDON, '2026-01-15T03:00:00Z')).toBeUndefined();
  });
});

describe('when the clocks change, the end is what the wall shows', () => {
  test.each([
    ['spring in London', NIGHT, LONDON, '2026-03-28T22:00:00Z', '2026-03-29T07:00Z'],
    ['spring, after the change', NIGHT, LONDON, '2026-03-29T02:00:00Z', '2026-03-29T07:00Z'],
    ['autumn in London', NIGHT, LONDON, '2026-10-24T21:00:00Z', '2026-10-25T08:00Z'],
    ['autumn, in the hour that comes twice', NIGHT, LONDON, '2026-10-25T00:30:00Z', '2026-10-25T08:00Z'],
    ['autumn, the second time', NIGHT, LONDON, '2026-10-25T01:30:00Z', '2026-10-25T08:00Z'],
    [
      'an end that the wall skips',
      { from: '21:00', to: '01:30' },
      LONDON,
      '2026-03-28T23:00:00Z',
      '2026-03-29T01:00Z',
    ],
    [
      'an end at the change',
      { from: '21:00', to: '02:00' },
      LONDON,
      '2026-03-28T23:00:00Z',
      '2026-03-29T01:00Z',
    ],
    [
      'an end that comes twice',
      { from: '21:00', to: '01:30' },
      LONDON,
      '2026-10-24T22:00:00Z',
      '2026-10-25T00:30Z',
    ],
    [
      'its second coming',
      { from: '21:00', to: '01:30' },
      LONDON,
      '2026-10-25T01:10:00Z',
      '2026-10-25T01:30Z',
    ],
    [
      'half an hour, Lord Howe',
      { ...NIGHT, zone: 'Australia/Lord_Howe' },
      LONDON,
      '2026-10-03T12:00:00Z',
      '2026-10-03T21:00Z',
    ],
    [
      'at midnight, Santiago',
      { ...NIGHT, zone: 'America/Santiago' },
      LONDON,
      '2026-09-06T02:00:00Z',
      '2026-09-06T11:00Z',
    ],
  ])('%s', (_name, hours, msisdn, now, until) => {
    expect(heldTill(hours, msisdn, now)).toBe(until);
  });
});

describe('whose clock counts', () => {
  test('the configured zone, and no other', () => {
    const hours = { ...NIGHT, zone: 'Asia/Tokyo' };
    expect(heldTill(hours, LONDON, '2026-01-15T03:00:00Z')).toBeUndefined();
    expect(heldTill(hours, STATES, '2026-01-15T13:00:00Z')).toBe('2026-01-15T23:00Z');
  });

  test('all zones of the country: it is morning when the westernmost says so', () => {
    // 21:00 in New York; 08:00 on the Aleutians and Hawaii is 18:00 UTC.
    expect(heldTill(NIGHT, STATES, '2026-01-15T02:00:00Z')).toBe('2026-01-15T18:00Z');
    expect(heldTill(NIGHT, STATES, '2026-01-15T14:00:00Z')).toBe('2026-01-15T18:00Z');
    expect(heldTill(NIGHT, STATES, '2026-01-15T18:00:00Z')).toBeUndefined();
    expect(heldTill(NIGHT, STATES, '2026-01-15T01:59:00Z')).toBeUndefined();
  });

  test.each(['Europe/Nowhere', '', 'x'.repeat(10_000), '../../etc/passwd', 'constructor'])(
    'the country’s where the zone (case %#) does not exist',
    (zone) => {
      expect(heldTill({ ...NIGHT, zone }, TOKYO, '2026-01-14T12:00:00Z')).toBe('2026-01-14T23:00Z');
    },
  );

  test.each(['ACME', '', '12345', '882161234567'])('UTC where %j has no zones', (sender) => {
    expect(heldTill(NIGHT, sender, '2026-01-14T22:00:00Z')).toBe('2026-01-15T08:00Z');
    expect(heldTill(NIGHT, sender, '2026-01-15T08:00:00Z')).toBeUndefined();
  });
});

describe('every country that texts may go to', () => {
  test('has a time zone that the runtime knows', () => {
    const countries = getCountries();
    expect(countries.length).toBeGreaterThan(200);
    expect(countries.filter((country) => !hasZone(country))).toEqual([]);
  });

  test('Kosovo too, of which the runtime knows none: it keeps the time of Belgrade', () => {
    expect(heldTill(NIGHT, '38349123456', '2026-01-14T20:00:00Z')).toBe('2026-01-15T07:00Z');
  });

  test.each(['XX', 'ZZ', 'EU', ''])('%j is none', (country) => {
    expect(country !== '' && hasZone(country)).toBe(false);
  });
});

describe('settings for quiet hours', () => {
  const quiet = { from: '21:00', to: '08:00' };
  const doubted = (item: Record<string, unknown>) => settingsOf(item).doubtful;

  test('name the countries whose time is not known, and keep them', () => {
    const limits = { countries: ['GB', 'XX', 'XK'] };
    expect(doubted({ quietHours: quiet, limits })).toEqual([
      { attribute: 'limits.countries', sentence: expect.stringMatching(/holds XX, .*UTC/) },
    ]);
    expect(settingsOf({ quietHours: quiet, limits }).settings.limits.countries).toEqual(limits.countries);
    expect(doubted({ limits })).toEqual([]);
    expect(doubted({ quietHours: { ...quiet, zone: 'Asia/Tokyo' }, limits })).toEqual([]);
    expect(doubted({ quietHours: quiet })).toEqual([]);
  });

  test('a business name that nobody can see is the default one', () => {
    for (const businessName of [' ', '\u200b', '\u3164\u2800']) {
      const { settings, broken } = settingsOf({ businessName });
      expect([settings.businessName, broken[0]?.attribute]).toEqual(['ACME', 'businessName']);
    }
  });
});

describe('where no hour suits a whole country', () => {
  // Russia's clocks are ten hours apart, and only eight are left.
  const hours = { from: '18:00', to: '10:00' };
  const start = Date.parse('2026-01-14T00:00:00Z');

  test('a text waits for the hour that suits most, and goes then', () => {
    for (let hour = 0; hour < 48; hour += 1) {
      const until = quietUntil(hours, RUSSIA, start + hour * HOUR_MS);
      const leaves = until ?? start + hour * HOUR_MS;
      expect(leaves - start - hour * HOUR_MS).toBeLessThanOrEqual(25 * HOUR_MS);
      expect(quietUntil(hours, RUSSIA, leaves)).toBeUndefined();
      expect(timeIn('Europe/Moscow', leaves) >= '08:00' && timeIn('Europe/Moscow', leaves) < '21:00').toBe(
        true,
      );
    }
  });
});

const HOUR_MS = 3_600_000;

const timeIn = (timeZone: string, at: number): string =>
  new Date(at).toLocaleTimeString('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });

const twoDigits = (number: number) => String(number).padStart(2, '0');
const clockTime = (minutes: number) =>
  `${twoDigits(Math.floor((minutes % 1_440) / 60))}:${twoDigits(minutes % 60)}`;

describe('whatever the hours', () => {
  /** Zones of these countries as people know them, west to east. */
  const places = fc.constantFrom(
    { msisdn: LONDON, zones: ['Europe/London'] },
    { msisdn: TOKYO, zones: ['Asia/Tokyo'] },
    { msisdn: '14165551234', zones: ['America/Vancouver', 'America/Toronto', 'America/St_Johns'] },
    { msisdn: STATES, zones: ['Pacific/Honolulu', 'America/Denver', 'America/Phoenix', 'America/New_York'] },
    { msisdn: '61412345678', zones: ['Australia/Perth', 'Australia/Adelaide', 'Australia/Sydney'] },
    { msisdn: '351912345678', zones: ['Atlantic/Azores', 'Europe/Lisbon'] },
    { msisdn: LONDON, zone: 'America/Santiago', zones: ['America/Santiago'] },
    { msisdn: LONDON, zone: 'Asia/Kathmandu', zones: ['Asia/Kathmandu'] },
  );
  /** At most half of the day: the countries above keep an hour in common. */
  const hours = fc
    .tuple(fc.integer({ min: 0, max: 1_439 }), fc.integer({ min: 1, max: 720 }))
    .map(([from, length]) => ({ from: clockTime(from), to: clockTime(from + length) }));
  const moment = fc.integer({ min: Date.parse('2024-01-01'), max: Date.parse('2034-01-01') });
  const quietIn = ({ from, to }: QuietHours, zone: string, at: number) => {
    const time = timeIn(zone, at);
    return from < to ? time >= from && time < to : time >= from || time < to;
  };

  test('a text goes when nobody sleeps, and not a moment before', () => {
    fc.assert(
      fc.property(places, hours, moment, ({ zones, zone, msisdn }, window, now) => {
        const until = quietUntil({ ...window, ...(zone && { zone }) }, msisdn, now);
        const isQuiet = (at: number) => zones.some((name) => quietIn(window, name, at));
        expect(isQuiet(until ?? now)).toBe(false);
        if (until === undefined) return;
        expect(until).toBeGreaterThan(now);
        expect(until - now).toBeLessThanOrEqual(26 * HOUR_MS);
        expect(quietUntil({ ...window, ...(zone && { zone }) }, msisdn, until)).toBeUndefined();
        expect(quietUntil({ ...window, ...(zone && { zone }) }, msisdn, until - 1)).toBe(until);
        if (zones.length > 1) return;
        expect(isQuiet(until - 1)).toBe(true);
        // No gap on the way: the wall is asked every seven minutes.
        for (let at = now; at < until; at += 420_000) expect(isQuiet(at)).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('nothing throws, whatever stands in the settings', () => {
    const any = fc.string({ unit: 'binary', maxLength: 12 });
    const time = fc.oneof(any, fc.stringMatching(/^[0-9]{1,2}:[0-9]{1,2}$/));
    fc.assert(
      fc.property(
        time,
        time,
        fc.option(any, { nil: undefined }),
        any,
        moment,
        (from, to, zone, msisdn, now) => {
          const until = quietUntil({ from, to, zone }, msisdn, now);
          if (until !== undefined) expect(until).toBeGreaterThan(now);
        },
      ),
      { numRuns: 300 },
    );
  });
});
