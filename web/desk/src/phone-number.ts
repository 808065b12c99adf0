import parsePhoneNumber from 'libphonenumber-js/min';
import { countryOf } from '../../../desk/numbers/country.ts';
import { readMsisdn, type NumberProblem } from '../../../desk/numbers/msisdn.ts';

/** Whether it is a phone number, E.164 digits without `+`: short codes and sender names cannot be called. */
export const isPhoneNumber = (msisdn: string): boolean => /^[1-9]\d{6,14}$/.test(msisdn);

/** `+44 7700 900001`; a sender that is no phone number is returned unchanged. */
export function formatNumber(msisdn: string): string {
  if (!isPhoneNumber(msisdn)) return msisdn;
  return parsePhoneNumber(`+${msisdn}`)?.formatInternational() ?? `+${msisdn}`;
}

/** Only the country code and the last digits, for notifications that others may see: `+44…0001`. */
export function maskNumber(msisdn: string): string {
  if (!isPhoneNumber(msisdn)) return '…';
  const country = parsePhoneNumber(`+${msisdn}`)?.countryCallingCode ?? '';
  return `+${country}…${msisdn.slice(-4)}`;
}

/** E.164 with `+` and the country (ISO 3166 alpha-2), or why the text is no phone number. */
export type ParsedNumber =
  { ok: true; e164: string; country: string | undefined } | { ok: false; problem: NumberProblem };

export function parseNumber(text: string): ParsedNumber {
  const read = readMsisdn(text);
  return read.ok ? { ok: true, e164: `+${read.msisdn}`, country: countryOf(read.msisdn) } : read;
}
