import parsePhoneNumber from 'libphonenumber-js/min';

/**
 * A number as people read it: `+44 7700 900001`. A sender that is no number is shown as it is.
 *
 * @param msisdn E.164 digits, without `+`
 */
export function readable(msisdn: string): string {
  if (!/^[1-9]\d{6,14}$/.test(msisdn)) return msisdn;
  return parsePhoneNumber(`+${msisdn}`)?.formatInternational() ?? `+${msisdn}`;
}

/** A number of which only the country and the end are told: `+44…0001`. */
export function masked(msisdn: string): string {
  if (!/^[1-9]\d{6,14}$/.test(msisdn)) return '…';
  const country = parsePhoneNumber(`+${msisdn}`)?.countryCallingCode ?? '';
  return `+${country}…${msisdn.slice(-4)}`;
}

/** What was typed, as E.164 with `+` and its country (ISO 3166 alpha-2); undefined while it is no number. */
export function numberIn(written: string): { e164: string; country: string | undefined } | undefined {
  const trimmed = written.trim();
  const international = trimmed.startsWith('+') || trimmed.startsWith('00');
  const parsed = parsePhoneNumber(trimmed.replace(/^00/, '+').replace(/^(?!\+)/, international ? '' : '+'));
  if (!parsed?.isPossible()) return undefined;
  // Numbers that are nobody's yet name no country of those that share a code; the code's main one stands first.
  return { e164: parsed.number, country: parsed.country ?? parsed.getPossibleCountries()[0] };
}

/** Whether a call can be made to it. */
export const isPhone = (msisdn: string): boolean => /^[1-9]\d{6,14}$/.test(msisdn);
