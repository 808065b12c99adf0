import parsePhoneNumber from 'libphonenumber-js/min';

/**
 * A phone number as people write it, in E.164 digits (no `+`), or undefined when no such number can exist. It must
 * carry its country code; `+`, `00` or neither may stand before it.
 */
export function toMsisdn(written: string): string | undefined {
  // Copied from an address book, a number brings dashes of all kinds and invisible marks of direction.
  const digits = written.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}().]/gu, '');
  if (!/^(\+|00)?[1-9]\d{6,14}$/.test(digits)) return undefined;
  const number = parsePhoneNumber(`+${digits.replace(/^(\+|00)/, '')}`);
  const msisdn = number?.isPossible() ? number.number.slice(1) : '';
  // Read as a number with a national 0, what is left of it can be too short.
  return /^\d{7,15}$/.test(msisdn) ? msisdn : undefined;
}
