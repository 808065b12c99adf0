import { networkNumber } from '../numbers/network-number.ts';
import { asE164 } from '../calls/dialled.ts';
import { own } from './findings.ts';
import type { Ncco } from './ncco.ts';

/** What ops write in an NCCO where a value of the call is to stand. */
export const PLACEHOLDERS = [
  'PARAMS_TO',
  'PARAMS_FROM',
  'DTMF_URL',
  'YOUR_NEXMO_NUMBER',
  'YOUR_VONAGE_NUMBER',
] as const;

export type Placeholder = (typeof PLACEHOLDERS)[number];

const NUMBERS: readonly string[] = PLACEHOLDERS.filter((name) => name !== 'DTMF_URL');

export const standsForNumber = (value: string): boolean => NUMBERS.includes(value);

/** `DTMF_URL` alone, or with parameters of one's own behind it. */
export const standsForUrl = (value: string): boolean => /^DTMF_URL([?#]\S*)?$/.test(value);

export type PlaceholderValues = { readonly [P in Placeholder]?: string };

/**
 * What a call gives the placeholders, from its webhook's parameters. What is no number gives nothing.
 *
 * @param dialled what an agent's app called, where that is known better than `to` says it
 */
export function valuesOf(
  call: unknown,
  {
    dtmfUrl,
    businessNumber,
    dialled,
  }: { dtmfUrl: string; businessNumber: string | undefined; dialled?: string | undefined },
): PlaceholderValues {
  const to = dialled ?? networkNumber(own(call, 'to'));
  const from = networkNumber(own(call, 'from'));
  const called = asE164(businessNumber) ?? businessNumber;
  return {
    DTMF_URL: dtmfUrl,
    ...(called !== undefined && { YOUR_NEXMO_NUMBER: called, YOUR_VONAGE_NUMBER: called }),
    ...(to !== undefined && { PARAMS_TO: to }),
    ...(from !== undefined && { PARAMS_FROM: from }),
  };
}

const ANY_PLACEHOLDER = new RegExp(PLACEHOLDERS.join('|'), 'g');

/**
 * Puts the call's values where the placeholders stand, inside strings of the parsed NCCO and nowhere else: whatever a
 * value holds, actions and keys stay as they are. A value is never searched for placeholders itself; a placeholder
 * without a value stays.
 */
export function fill(ncco: Ncco, values: PlaceholderValues): Ncco {
  return filled(ncco, values);
}

function filled<T>(value: T, values: PlaceholderValues): T;
function filled(value: unknown, values: PlaceholderValues): unknown {
  if (typeof value === 'string') {
    return value.replace(ANY_PLACEHOLDER, (name) => {
      const known = PLACEHOLDERS.find((placeholder) => placeholder === name);
      return (known && values[known]) ?? name;
    });
  }
  if (Array.isArray(value)) return value.map((item: unknown) => filled(item, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled<unknown>(item, values)]));
}
