import parsePhoneNumber from 'libphonenumber-js/min';

/**
 * A number as people read it aloud: `+44 7700 900001`.
 *
 * @param msisdn E.164 digits, without `+`
 */
export const international = (msisdn: string): string =>
  parsePhoneNumber(`+${msisdn}`)?.formatInternational() ?? `+${msisdn}`;
