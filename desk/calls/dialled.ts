import { own } from './findings.ts';

/** Why what an agent's app dialled is not called. */
export type DialRefusal =
  | 'missing'
  | 'not-a-number'
  /** An emergency or service number, such as 112: it would reach nobody, or the wrong country's help. */
  | 'short-number'
  | 'own-number'
  | 'premium-rate'
  | 'country-not-allowed';

/** The number that an agent's app dialled, as E.164 digits, or why there is none. */
export type Dialled = { ok: true; number: string } | { ok: false; reason: DialRefusal };

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
  if (number !== undefined) return { ok: true, number };
  return { ok: false, reason: isShort(dialled) ? 'short-number' : 'not-a-number' };
}

/** Too short for E.164: 112, 999, 911, 110 and their kin, with a country code too, however it is written. */
const isShort = (written: unknown): boolean => /^(\+|00)?\d{2,6}$/.test(bare(written));

/** E.164 digits from what a person or an app writes, or undefined where that is no such number. */
export function asE164(written: unknown): string | undefined {
  const digits = bare(written).replace(/^(\+|00)/, '');
  return /^[1-9][0-9]{6,14}$/.test(digits) ? digits : undefined;
}

/** Without what people write between digits; empty where that is no text, or more than a number. */
function bare(written: unknown): string {
  const text = typeof written === 'number' ? String(written) : written;
  return typeof text === 'string' && text.length <= LONGEST_NUMBER ? text.replace(/[\s()-]/g, '') : '';
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
