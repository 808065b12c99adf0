import parsePhoneNumber from 'libphonenumber-js/min';

/**
 * A number in the format for people: `+44 7700 900001`.
 *
 * @param msisdn E.164 digits, without `+`
 */
export const international = (msisdn: string): string =>
  parsePhoneNumber(`+${msisdn}`)?.formatInternational() ?? `+${msisdn}`;
