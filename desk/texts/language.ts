import type { Language } from '../../contract/languages.ts';

/** Two kana together, or one beside a Chinese character. One that stands alone is more often a face: ¯\_(ツ)_/¯. */
const KANA =
  /[[\p{scx=Hira}\p{scx=Kana}]&&\p{L}][[\p{scx=Hira}\p{scx=Kana}\p{sc=Han}]&&\p{L}]|\p{sc=Han}[[\p{scx=Hira}\p{scx=Kana}]&&\p{L}]/v;

/** What Chinese writes every day and Japanese does not: pronouns, particles, simplified forms, and Taiwan's letters. */
const CHINESE =
  /[你您妳她们們这這哪吗嗎呢吧啊啦么怎很沒说說话还对對谢请谁给让为发订阅閱电时间问题货单钱买卖东车见开关门过进运达邮递误點]|退訂|\p{sc=Bopo}/u;

/** What Japanese writes every day and Chinese does not: its own simplified forms, and a word that texts are about. */
const JAPANESE = /[込様駅円売発気変読対単図広済実応戻働辺両検帰権県薬楽黒歩毎収転軽続払価経総験]|配信/u;

/** Where Chinese characters that both languages write are taken for one of them. */
const BY_COUNTRY = new Map<string | undefined, Language>([
  ['JP', 'ja'],
  ...['CN', 'TW', 'HK', 'MO', 'SG'].map((country): [string, Language] => [country, 'zh']),
]);

const HAN = /[\p{sc=Han}&&\p{L}]/v;
const HAN_OR_KANA = /[[\p{scx=Hira}\p{scx=Kana}\p{sc=Han}]&&\p{L}]/v;

/** Both languages know these words; only Japanese sends one of them, alone, to stop texts: Chinese sends 退订. */
const STOP_IN_JAPANESE = /^\P{L}*(?:停止|解除)\P{L}*$/u;

/**
 * The language that a customer's own words show, or undefined where they show none (digits, Latin letters: most of the
 * world writes OK). Kana shows Japanese; then what only one of the two languages writes; the country tells the rest.
 *
 * @param country ISO 3166 of the customer's number, which tells Japanese from Chinese where only shared characters stand
 */
export function languageIn(text: string, country: string | undefined): Language | undefined {
  // Written as か and a mark, が would not stand beside its neighbour.
  const written = text.normalize('NFC');
  if (KANA.test(written)) return 'ja';
  if (CHINESE.test(written)) return 'zh';
  if (JAPANESE.test(written)) return 'ja';
  const theirs = BY_COUNTRY.get(country);
  if (theirs) return (theirs === 'ja' ? HAN_OR_KANA : HAN).test(written) ? theirs : undefined;
  return STOP_IN_JAPANESE.test(written) ? 'ja' : undefined;
}
