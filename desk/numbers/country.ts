import parsePhoneNumber from 'libphonenumber-js/min';

/**
 * ISO 3166 alpha-2 of a number's country; where several share a calling code, the one that its digits identify, else
 * the main one. Undefined for a sender that is no number, and for numbers of no country (satellites, +800).
 *
 * @param msisdn E.164 digits, without `+`
 */
export function countryOf(msisdn: string): string | undefined {
  if (!/^[1-9]\d{6,14}$/.test(msisdn)) return undefined;
  const number = parsePhoneNumber(`+${msisdn}`);
  // Digits that parse as a number with a national 0 would yield another number.
  if (!number?.isPossible() || number.number !== `+${msisdn}`) return undefined;
  // Numbers that nobody can have, such as those reserved for fiction, have no country; the main one comes first.
  return number.country ?? number.getPossibleCountries()[0];
}
