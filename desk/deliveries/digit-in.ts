import { withAsciiDigits, withoutEmoji, withoutInvisible } from '../texts/characters.ts';

/** Emoji that mean no, ask, or are numbers themselves: a digit beside one of them is no clear choice. */
const UNCLEAR = /[❌✖❎🚫⛔🛑👎🙅🤷🤔❓❔⁉➖➕➗🔟💯🔢🥇🥈🥉🆖]|[\u{1f550}-\u{1f567}]/u;

const FRAME = /[\u20e3\u20dd\u20de]/gu;

const OPENING = `[\\s\\p{Ps}\\p{Pi}\\p{Pf}"'\`*_#・•]`;
const CLOSING = `[\\s\\p{Pe}\\p{Pi}\\p{Pf}"'\`*_.!,;:。、…~〜✓]`;
const BEFORE = '(?:(?:option|number|no\\.|nr\\.?|choice|我?选择?|我?選擇?|回复|回覆|番号)[:はが]?)';
const AFTER =
  '(?:please|pls|thanks|thank you|ok|番目?(?:で|に|を)?|号|號|で|に|を|希望|(?:お願い)(?:し|致し|いたし)?(?:ます)?|です|にします|希望(?:です|します)|谢谢|謝謝|吧)';

/** One digit, and around it only what changes nothing: punctuation, "option", 番でお願いします, 选. */
const CHOICE = new RegExp(
  `^${OPENING}*${BEFORE}?${OPENING}*([0-9])(?:${CLOSING}*|${CLOSING}*${AFTER}{1,3}${CLOSING}*)$`,
  'iu',
);

/** The longest text that Vonage delivers, in UTF-16 units. */
const LONGEST = 3_200;

/**
 * The digit that a reply consists of, as 0 to 9, or undefined. Digits of every script are accepted, in keycaps and
 * circles too; brackets, quotes, a closing mark, friendly emoji and a few words around it are ignored: `2️⃣`, `(2)`, `2番`,
 * `2 👍`, "option 2". A reply with a second digit, or one that could mean something else, has none: `22`, `2 or 3`, `-1`,
 * `2?`, `2 ❌`, "not 2", 2号 alone (the second of a month).
 */
export function digitIn(text: string): string | undefined {
  if (text.length > LONGEST) return undefined;
  const digits = withAsciiDigits(text.replaceAll('№', '#').replace(FRAME, ''));
  if (UNCLEAR.test(digits)) return undefined;
  const plain = withoutEmoji(withoutInvisible(digits)).trim();
  if (/^[0-9]\s*[号號]$/u.test(plain)) return undefined;
  return CHOICE.exec(plain)?.[1];
}
