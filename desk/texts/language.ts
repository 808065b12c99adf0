import type { Language } from '../../contract/languages.ts';

/** Two kana together, or one beside a Chinese character. A single one is often part of a face: ¯\_(ツ)_/¯. */
const KANA =
  /[[\p{scx=Hira}\p{scx=Kana}]&&\p{L}][[\p{scx=Hira}\p{scx=Kana}\p{sc=Han}]&&\p{L}]|\p{sc=Han}[[\p{scx=Hira}\p{scx=Kana}]&&\p{L}]/v;

/** Common in Chinese and not used in Japanese: pronouns, particles, simplified forms, and Bopomofo. */
const CHINESE =
  /[你您妳她们們这這哪吗嗎呢吧啊啦么怎很沒说說话还对對谢请谁给让为发订阅閱电时间问题货单钱买卖东车见开关门过进运达邮递误點]|退訂|\p{sc=Bopo}/u;

/** Common in Japanese and not used in Chinese: its own simplified forms, and a word for the sending of texts. */
const JAPANESE = /[込様駅円売発気変読対単図広済実応戻働辺両検帰権県薬楽黒歩毎収転軽続払価経総験]|配信/u;

/** Countries where characters that both languages share count as one of them. */
const BY_COUNTRY = new Map<string | undefined, Language>([
  ['JP', 'ja'],
  ...['CN', 'TW', 'HK', 'MO', 'SG'].map((country): [string, Language] => [country, 'zh']),
]);

const HAN = /[\p{sc=Han}&&\p{L}]/v;
const HAN_OR_KANA = /[[\p{scx=Hira}\p{scx=Kana}\p{sc=Han}]&&\p{L}]/v;

/** Both languages have these words, but only Japanese uses one alone to stop texts: Chinese uses 退订. */
const STOP_IN_JAPANESE = /^\P{L}*(?:停止|解除)\P{L}*$/u;

/**
 * The language of a customer's own words; undefined where they indicate none (digits, Latin letters: OK is understood
 * everywhere). Kana indicates Japanese; then characters that only one of the two languages uses; then the country decides.
 *
 * @param country ISO 3166 of the customer's number, which decides where all characters are shared
 */
export function languageIn(text: string, country: string | undefined): Language | undefined {
  // A decomposed が (か and a mark) would not be adjacent to its neighbour.
  const written = text.normalize('NFC');
  if (KANA.test(written)) return 'ja';
  if (CHINESE.test(written)) return 'zh';
  if (JAPANESE.test(written)) return 'ja';
  const likely = BY_COUNTRY.get(country);
  if (likely) return (likely === 'ja' ? HAN_OR_KANA : HAN).test(written) ? likely : undefined;
  return STOP_IN_JAPANESE.test(written) ? 'ja' : undefined;
}
