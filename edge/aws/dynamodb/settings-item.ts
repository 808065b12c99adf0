import type { Problem } from '../../../desk/ncco/findings.ts';
import { hasZone } from '../../../desk/messages/zones.ts';
import { DEFAULT_SETTINGS, type OurNumber, type Settings } from '../../../desk/settings.ts';
import { type Finding, type Found, isMap, type Item } from './item-reader.ts';
import { NUMBER, QUIET_HOURS, SETTINGS } from './settings-shape.ts';

/** An attribute of the `settings` item such as `limits.parts`, and what it must be. */
export type SettingsFinding = Finding;

/**
 * What ops wrote, over the defaults. Each field falls back separately: a wrong language of one number affects neither its
 * uses nor the other numbers.
 *
 * @returns the settings; `broken`, the fields that were not usable; `doubtful`, what is usable but probably a mistake:
 *   attributes that no rule reads, and countries without a known time zone for quiet hours
 */
export function settingsOf(item: Item): {
  settings: Settings;
  broken: SettingsFinding[];
  doubtful: SettingsFinding[];
} {
  const found: Found = { broken: [], unknown: [] };
  const { name: _name, problems: _problems, ...attributes } = item;
  const read = SETTINGS(attributes, '', found) ?? {};
  const { numbers, limits, ring, queue, quietHours, ...others } = read;
  const settings: Settings = {
    ...DEFAULT_SETTINGS,
    ...others,
    numbers: numbersIn(numbers, found),
    limits: { ...DEFAULT_SETTINGS.limits, ...limits },
    ring: { ...DEFAULT_SETTINGS.ring, ...ring },
    queue: { ...DEFAULT_SETTINGS.queue, ...queue },
    ...quietHoursIn(quietHours, found),
  };
  const unread = found.unknown.map((attribute) => ({
    attribute,
    sentence: 'is not an attribute that the desk reads',
  }));
  return { settings, broken: found.broken, doubtful: [...countriesWithoutZone(settings), ...unread] };
}

/** A finding in the shape that checks of other items return. */
export const asProblem = ({ attribute: path, sentence }: SettingsFinding): Problem => ({ path, sentence });

/** Countries to which texts may go and whose time zone is not known: quiet hours use UTC there. */
function countriesWithoutZone({ quietHours, limits }: Settings): SettingsFinding[] {
  const asksZone = quietHours !== undefined && quietHours.zone === undefined;
  const unknown = asksZone ? limits.countries.filter((country) => !hasZone(country)) : [];
  if (unknown.length === 0) return [];
  const sentence = `holds ${unknown.join(', ')}, of which no time zone is known: quiet hours are kept there in UTC; set "zone" in quietHours, or correct the country`;
  return [{ attribute: 'limits.countries', sentence }];
}

/**
 * Our numbers. One whose value is broken is still ours: the guard against texting ourselves must know it. `+`, spaces and
 * dashes in the key are ignored.
 */
function numbersIn(written: Item | undefined, found: Found): Record<string, OurNumber> {
  const numbers: Record<string, OurNumber> = {};
  for (const [key, value] of Object.entries(written ?? {})) {
    const { uses, ...rest } = NUMBER(value, `numbers.${key}`, found) ?? {};
    if (uses === undefined && isMap(value) && value['uses'] === undefined) {
      found.broken.push({ attribute: `numbers.${key}.uses`, sentence: 'must be a list like ["support"]' });
    }
    numbers[key.replace(/[\s+\p{Pd}]/gu, '')] = { uses: uses ?? [], ...rest };
  }
  return numbers;
}

/** A window needs both ends. */
function quietHoursIn(written: Item | undefined, found: Found): Pick<Settings, 'quietHours'> {
  if (written === undefined) return {};
  const { from, to, zone } = QUIET_HOURS(written, 'quietHours', found) ?? {};
  for (const [end, value] of Object.entries({ from, to })) {
    if (value === undefined && written[end] === undefined) {
      found.broken.push({ attribute: `quietHours.${end}`, sentence: 'must be a time like "21:00"' });
    }
  }
  if (from === undefined || to === undefined) return {};
  return { quietHours: { from, to, ...(zone !== undefined && { zone }) } };
}
