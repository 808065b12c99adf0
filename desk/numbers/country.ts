import parsePhoneNumber from 'libphonenumber-js/min';

/**
 * ISO 3166 alpha-2 of a number's country; of those that share a calling code, the one that its digits say, else the
 * main one. Undefined for a sender that is no number, and for numbers of no country (satellites, +800).
 *
 * @param msisdn E.164 digits, without `+`
 */
export function countryOf(msisdn: string): string | undefined {
  if (!/^[1-9]\d{6,14}$/.test(msisdn)) return undefined;
  const number = parsePhoneNumber(`+${msisdn}`);
  // Read as a number with a national 0, it is another than it says.
  if (!number?.isPossible() || number.number !== `+${msisdn}`) return undefined;
  // Numbers that nobody can have, such as those kept for films, belong to no country; the main one comes first.
  return number.country ?? number.getPossibleCountries()[0];
}
