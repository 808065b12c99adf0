/** The separators of numbers as a regular expression, for the server and the page's script. */
export const BETWEEN = '[\\n\\r\\t,;、，；]+';

/** Characters of the field: enough for a hundred numbers, however they are written. */
export const ENTERED_AT_MOST = 4_000;

/** The numbers in a field that takes several, as they were written. */
export const numbersEntered = (field: string): string[] =>
  field
    .split(new RegExp(BETWEEN))
    .map((one) => one.trim())
    .filter((one) => one !== '');
