/** Of a range that Ofcom reserves for drama: no real subscriber has these numbers. */
const FIRST_NUMBER = 447700900001n;

/** The first fictional number that no phone has yet. */
export function nextNumber(list: readonly { number: string }[]): string {
  const taken = new Set(list.map(({ number }) => number));
  let number = FIRST_NUMBER;
  while (taken.has(String(number))) number += 1n;
  return String(number);
}

/** The digits of a number as people write it; undefined where it is not one. */
export function parseDigits(written: string): string | undefined {
  const digits = written.replace(/^\s*\+|[\s().-]/g, '');
  return /^\d{3,15}$/.test(digits) ? digits : undefined;
}

/** `+44 7700 900001` for `447700900001`. */
export const formatNumber = (number: string): string =>
  number.length < 10 ? number : `+${number.slice(0, 2)} ${number.slice(2, 6)} ${number.slice(6)}`;
