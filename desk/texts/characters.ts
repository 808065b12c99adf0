/* Visible, invisible and equivalent characters, independent of language. */

/** Rendered as nothing or white space: U+2800 is a Braille pattern without dots, the others are blank symbols. */
const NO_INK = '\\u2800\\u{1d159}\\u{13441}\\u{13442}';

/** A visible character: no white space, control, invisible mark, or combining mark alone. */
const VISIBLE = new RegExp(
  `[^\\s\\p{Z}\\p{Cc}\\p{Cf}\\p{Cs}\\p{M}\\p{Default_Ignorable_Code_Point}${NO_INK}]`,
  'u',
);

/** Whether `text` is empty, or has only white space and invisible characters. */
export const isBlank = (text: string): boolean => !VISIBLE.test(text);

/** Keycaps (`2️⃣` is a digit with a frame), then all other emoji: pictures, flags, skin tones. */
const EMOJI = /[#*0-9]\ufe0f?\u20e3|[[\p{Emoji}\p{Extended_Pictographic}]--[#*0-9]]/gv;

/** The text with `by` for each emoji. To be used before NFKC, which turns some of them into letters (`ℹ️`, `Ⓜ️`). */
export const withoutEmoji = (text: string, by = ' '): string => text.replace(EMOJI, by);

/** The text without joiners, variation selectors, tags, soft hyphens and direction marks; no blank replaces them. */
export const withoutInvisible = (text: string): string =>
  text.replace(/[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu, '');

/** Everything but compatibility ideographs, which NFC replaces although they are distinct characters in names. */
const NOT_COMPATIBILITY_IDEOGRAPHS = /[^\uf900-\ufaff\u{2f800}-\u{2fa1f}]+/gu;

/**
 * The text as it is measured and sent: in NFC, so that é is the one character that GSM-7 has, and not e with a combining
 * accent. Compatibility ideographs, which NFC would replace, stay.
 */
export const composed = (text: string): string =>
  text.replace(NOT_COMPATIBILITY_IDEOGRAPHS, (run) => run.normalize('NFC'));

/** Circled digits that NFKC does not change, by the code point of their 1. */
const CIRCLED = [0x2776, 0x2780, 0x278a];

/**
 * The text in NFKC, with digits of every script (Arabic-Indic, full width, circled, keycaps …) as ASCII digits. Unicode
 * encodes the digits of a script in runs of ten, from 0 on.
 */
export function withAsciiDigits(text: string): string {
  const plain = text.replace(/[\u2776-\u277e\u2780-\u2788\u278a-\u2792]/gu, (circled) => {
    const at = circled.codePointAt(0) ?? 0;
    return String(at - Math.max(...CIRCLED.filter((one) => one <= at)) + 1);
  });
  return plain.normalize('NFKC').replace(/[^\P{Nd}0-9]/gu, (digit) => String(valueOf(digit)));
}

function valueOf(digit: string): number {
  const at = digit.codePointAt(0) ?? 0;
  let first = at;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return (at - first) % 10;
}
