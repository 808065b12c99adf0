/**
 * A party of a text or a call as a network names it: E.164 digits for a phone number, whether it came bare
 * (`447700900001`), with a plus or with the international `00` before it. Whatever is no such number stays as it came,
 * for it is kept and never answered or called: short codes, names (`ACME`), `anonymous`, SIP addresses.
 *
 * Nothing is guessed: a number in its national form (`07700 900001`) has no country here. What people write is read by
 * `toMsisdn`.
 */
export function networkParty(written: string): string {
  // A plus that nobody encoded in a query arrives as a blank.
  const party = written.trim() || written;
  const isWhole = /^(\+|00)/.test(party);
  const digits = (isWhole ? party.replace(/[\s().-]/g, '') : party).replace(/^\+?(00)?/, '');
  if (isNetworkNumber(digits)) return digits;
  return party.replace(/^\+(?=\d+$)/, '');
}

/** The same of a value of any type: E.164 digits, or undefined where it is no number that can be called or texted. */
export function networkNumber(written: unknown): string | undefined {
  if (typeof written !== 'string' && typeof written !== 'number') return undefined;
  const party = networkParty(String(written));
  return isNetworkNumber(party) ? party : undefined;
}

/** Whether it is a phone number, as it is stored: E.164 digits, without a plus. */
export const isNetworkNumber = (party: string): boolean => /^[1-9]\d{6,14}$/.test(party);
