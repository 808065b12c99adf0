/* What of a text can be seen, and how its characters are written. Knows no language. */

/** Drawn by no font, or as white space: U+2800 is a braille cell without dots, the others signs without ink. */
const NO_INK = '\\u2800\\u{1d159}\\u{13441}\\u{13442}';

/** A character that a reader sees: neither white space, control, invisible mark nor a combining mark by itself. */
const VISIBLE = new RegExp(
  `[^\\s\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}\\p{M}\\p{Default_Ignorable_Code_Point}${NO_INK}]`,
  'u',
);

/** Whether nobody would see anything of `text`: it is empty, or made of white space and invisible characters alone. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

/** Keycaps first: `2️⃣` is a digit with a frame around it. Then pictures, flags, skin tones and the rest of emoji. */
const EMOJI = /[#*0-9]\ufe0f?\u20e3|[[\p{Emoji}\p{Extended_Pictographic}]--[#*0-9]]/gv;

/** The text with `by` in the place of each emoji; before NFKC, which makes letters of some of them (`ℹ️`, `Ⓜ️`). */
export const withoutEmoji = (text: string, by = ' '): string => text.replace(EMOJI, by);

/** Without joiners, variation selectors, tags, soft hyphens, marks of direction: they join what stands around them. */
export const withoutInvisible = (text: string): string =>
  text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');

/** Ideographs that Unicode holds equal to others, but which write other people's names: NFC would replace them. */
const OWN_IDEOGRAPHS = /[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu;

/**
 * The text as it is measured and sent: NFC, so that é is one character, which GSM-7 has, and not two, which it has not.
 * Compatibility ideographs, which NFC would change into others, stay as they were written.
 */
export const composed = (text: string): string => text.replace(OWN_IDEOGRAPHS, (run) => run.normalize('NFC'));

/** Circled and bracketed digits that NFKC leaves alone, by the code point of their 1. */
const RINGED = [0x2776, 0x2780, 0x278a];

/**
 * The text with digits of every script as ASCII ones (Arabic-Indic, full width, circled, keycaps …), and otherwise in
 * NFKC. Digits of a script stand in runs of ten, from 0 on.
 */
export function withAsciiDigits(text: string): string {
  const plain = text.replace(/[\u2776-\u277e\u2780-\u2788\u278a-\u2792]/gu, (ringed) => {
    const at = ringed.codePointAt(0) ?? 0;
    return String(at - Math.max(...RINGED.filter((one) => one <= at)) + 1);
  });
  return plain.normalize('NFKC').replace(/[^\P{Nd}0-9]/gu, (digit) => String(valueOf(digit)));
}

function valueOf(digit: string): number {
  const at = digit.codePointAt(0) ?? 0;
  let first = at;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (at - first) % 10;
}
