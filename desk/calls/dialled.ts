import { own } from './findings.ts';

/** The number that an agent's app dialled, as E.164 digits, or why there is none. */
export type Dialled = { ok: true; number: string } | { ok: false; reason: 'missing' | 'not-a-number' };

const LONGEST_NUMBER = 40;
const LONGEST_CUSTOM_DATA = 8_192;

/**
 * Finds what was dialled in the answer webhook's parameters: `to` itself, or `to` inside `custom_data`, which is an
 * object by POST and its JSON by GET. A `to` that is there decides, right or wrong.
 */
export function findDialled(call: unknown): Dialled {
  const dialled = [own(call, 'to'), own(customData(own(call, 'custom_data')), 'to')].find(isSaid);
  if (dialled === undefined) return { ok: false, reason: 'missing' };
  const number = asE164(dialled);
  return number === undefined ? { ok: false, reason: 'not-a-number' } : { ok: true, number };
}

/** E.164 digits from what a person or an app writes, or undefined where that is no such number. */
export function asE164(written: unknown): string | undefined {
  const text = typeof written === 'number' ? String(written) : written;
  if (typeof text !== 'string' || text.length > LONGEST_NUMBER) return undefined;
  const digits = text.replace(/[\s()-]/g, '').replace(/^(\+|00)/, '');
  return /^[1-9][0-9]{6,14}$/.test(digits) ? digits : undefined;
}

const isSaid = (value: unknown): boolean =>
  value !== undefined && value !== null && !(typeof value === 'string' && value.trim() === '');

function customData(value: unknown): unknown {
  if (typeof value !== 'string' || value.length > LONGEST_CUSTOM_DATA) return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
