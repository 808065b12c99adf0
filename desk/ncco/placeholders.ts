import { networkNumber } from '../numbers/network-number.ts';
import { asE164 } from '../numbers/e164.ts';
import type { Ncco } from './ncco.ts';

/** What ops write in an NCCO in place of a value of the call. */
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

/** `DTMF_URL` alone, or followed by a query of one's own. */
export const standsForUrl = (value: string): boolean => /^DTMF_URL([?#]\S*)?$/.test(value);

export type PlaceholderValues = { readonly [P in Placeholder]?: string };

/**
 * The values of the placeholders for a call. A party that is no phone number gives none.
 *
 * @param dialled the number that an agent dialled, which takes precedence over `to`
 */
export function valuesOf(
  { from: caller, to: called }: { from?: string; to?: string },
  {
    dtmfUrl,
    businessNumber,
    dialled,
  }: { dtmfUrl: string; businessNumber: string | undefined; dialled?: string | undefined },
): PlaceholderValues {
  const from = networkNumber(caller);
  const to = dialled ?? networkNumber(called);
  const business = asE164(businessNumber) ?? businessNumber;
  return {
    DTMF_URL: dtmfUrl,
    ...(business !== undefined && { YOUR_NEXMO_NUMBER: business, YOUR_VONAGE_NUMBER: business }),
    ...(to !== undefined && { PARAMS_TO: to }),
    ...(from !== undefined && { PARAMS_FROM: from }),
  };
}

const ANY_PLACEHOLDER = new RegExp(PLACEHOLDERS.join('|'), 'g');

/**
 * Replaces the placeholders by the call's values, inside strings of the parsed NCCO and nowhere else: whatever a value
 * contains, actions and keys stay as they are. A value is not searched for placeholders; a placeholder without a value
 * stays.
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
