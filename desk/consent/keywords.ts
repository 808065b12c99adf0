import type { Language } from '../../contract/languages.ts';
import { withoutEmoji, withoutInvisible } from '../texts/characters.ts';

/** What a customer's keyword asks for. */
export const KEYWORD_KINDS = ['stop', 'start', 'help'] as const;
export type Keyword = (typeof KEYWORD_KINDS)[number];

/** In lower case. The English words are those that carriers and Vonage's Opt-Out Assist know. */
const WORDS: Record<Keyword, Record<Language, string[]>> = {
  stop: {
    en: [
      'stop',
      'stopall',
      'stop all',
      'unsubscribe',
      'cancel',
      'end',
      'quit',
      'revoke',
      'optout',
      'opt out',
    ],
    ja: ['停止', '配信停止', '解除', 'ストップ'],
    zh: ['退订', '退訂', '取消订阅', '取消訂閱', 'td'],
  },
  start: {
    en: ['start', 'unstop'],
    ja: ['再開', '配信再開', 'スタート'],
    zh: ['订阅', '訂閱', '恢复订阅', '恢復訂閱', '重新订阅', '重新訂閱'],
  },
  help: { en: ['help', 'info'], ja: ['ヘルプ'], zh: ['帮助', '幫助'] },
};

const KEYWORDS = new Map(
  KEYWORD_KINDS.flatMap((keyword) =>
    Object.values(WORDS[keyword])
      .flat()
      .map((word) => [word, keyword]),
  ),
);

/** UTF-16 units: Vonage delivers no longer text in one webhook, and no text of several is one word. */
const LONGEST = 3_200;

/**
 * The keyword that the whole text is, or undefined: "STOP 12345" is none. English, Japanese and Chinese words.
 * Ignored are case, full and half width, invisible and combining marks, and white space, punctuation, symbols and
 * emoji around or between words: `STOP 🙏`, `<stop>`, `Opt-Out`.
 */
export function keywordOf(text: string): Keyword | undefined {
  if (text.length > LONGEST) return undefined;
  return KEYWORDS.get(wordsOf(text).join(' '));
}

/** The words of a text in lower case and NFKC, without whatever surrounds them. */
export function wordsOf(text: string): string[] {
  const letters = withoutInvisible(withoutEmoji(text).normalize('NFKC')).replace(/\p{M}/gu, '');
  return letters.toLowerCase().match(/[^\s\p{Z}\p{C}\p{P}\p{S}]+/gu) ?? [];
}
