import parsePhoneNumber from 'libphonenumber-js/min';
import { countryOf } from '../../../desk/numbers/country.ts';
import { readMsisdn, type NumberProblem } from '../../../desk/numbers/msisdn.ts';

/**
 * A number as people read it: `+44 7700 900001`. A sender that is no number is shown as it is.
 *
 * @param msisdn E.164 digits, without `+`
 */
export function formatNumber(msisdn: string): string {
  if (!/^[1-9]\d{6,14}$/.test(msisdn)) return msisdn;
  return parsePhoneNumber(`+${msisdn}`)?.formatInternational() ?? `+${msisdn}`;
}

/** A number of which only the country and the end are told: `+44…0001`. */
export function maskNumber(msisdn: string): string {
  if (!/^[1-9]\d{6,14}$/.test(msisdn)) return '…';
  const country = parsePhoneNumber(`+${msisdn}`)?.countryCallingCode ?? '';
  return `+${country}…${msisdn.slice(-4)}`;
}

/** What was typed, as E.164 with `+` and its country (ISO 3166 alpha-2), or why it is no number. */
export function parseNumber(
  written: string,
): { ok: true; e164: string; country: string | undefined } | { ok: false; problem: NumberProblem } {
  const read = readMsisdn(written);
  return read.ok ? { ok: true, e164: `+${read.msisdn}`, country: countryOf(read.msisdn) } : read;
}

/** Whether a call can be made to it. */
export const isPhoneNumber = (msisdn: string): boolean => /^[1-9]\d{6,14}$/.test(msisdn);
