import { own } from '../ncco/findings.ts';

/** Why what an agent's app dialled is not called. */
export type DialRefusal =
  | 'missing'
  | 'not-a-number'
  /** Without a country code: which country is meant, nobody can know. */
  | 'national-number'
  /** An emergency or service number, such as 112: it would reach nobody, or the wrong country's help. */
  | 'short-number'
  | 'own-number'
  | 'premium-rate'
  | 'country-not-allowed';

/** The number that an agent's app dialled, as E.164 digits, or why it is not called. */
export type Dialled = { ok: true; number: string } | { ok: false; reason: DialRefusal; number?: string };

const LONGEST_CUSTOM_DATA = 8_192;

/**
 * What was dialled, in the answer webhook's parameters: `to` itself, or `to` inside `custom_data`, which is an object by
 * POST and its JSON by GET. A `to` that is there decides, right or wrong. Undefined when nothing was; empty for what is
 * no text.
 */
export function findDialled(call: unknown): string | undefined {
  const dialled = [own(call, 'to'), own(customData(own(call, 'custom_data')), 'to')].find(isSaid);
  if (dialled === undefined || typeof dialled === 'string') return dialled;
  return typeof dialled === 'number' && Number.isInteger(dialled) ? String(dialled) : '';
}

/** E.164 digits of a number as the network or an NCCO writes it, with `+`, `00` or neither; undefined where it is none. */
export function asE164(written: unknown): string | undefined {
  const text = typeof written === 'number' ? String(written) : written;
  const digits = typeof text === 'string' ? text.replace(/[\s()-]/g, '').replace(/^(\+|00)/, '') : '';
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
