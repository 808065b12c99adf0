/** What may stand between two numbers, as a pattern's class: it is read by the desk and by the page's script. */
export const BETWEEN = '[\\n\\r\\t,;、，；]+';

/** So many characters are room for a hundred numbers, however they are written. */
export const ENTERED_AT_MOST = 4_000;

/** The numbers in a field that takes several, as they were written. */
export const numbersEntered = (field: string): string[] =>
  field
    .split(new RegExp(BETWEEN))
    .map((one) => one.trim())
    .filter((one) => one !== '');
