/**
 * A party of a text or a phone call as a network names it: E.164 digits for a phone number, whether it came bare
 * (`447700900001`), with `+` or with the international prefix `00`. Anything else stays as it came, to be stored and
 * never answered or called: short codes, names (`ACME`), `anonymous`, SIP addresses.
 *
 * Nothing is guessed: a number in national form (`07700 900001`) has no country here. Numbers that people enter are
 * read by `toMsisdn`.
 */
export function networkParty(written: string): string {
  // A plus that was not encoded in a query string arrives as a blank.
  const party = written.trim() || written;
  const isWhole = /^(\+|00)/.test(party);
  const digits = (isWhole ? party.replace(/[\s().-]/g, '') : party).replace(/^\+?(00)?/, '');
  if (isNetworkNumber(digits)) return digits;
  return party.replace(/^\+(?=\d+$)/, '');
}

/** {@link networkParty} of a value of any type; undefined where it is no number that can be called or texted. */
export function networkNumber(written: unknown): string | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const party = networkParty(String(written));
  return isNetworkNumber(party) ? party : undefined;
}

/** Whether it is a phone number in the form in which it is stored: E.164 digits without `+`. */
export const isNetworkNumber = (party: string): boolean => /^[1-9]\d{6,14}$/.test(party);
