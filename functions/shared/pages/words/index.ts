import type { Language } from '../../../../contract/languages.ts';
import { en } from './en.ts';
import { ja } from './ja.ts';
import type { Words } from './words.ts';
import { zh } from './zh.ts';

export const WORDS: Record<Language, Words> = { en, ja, zh };

/**
 * A sentence for what went wrong, in the page's language.
 *
 * @param english the desk's own sentence
 */
export function sentenceFor(language: Language, reason: string | undefined, english: string): string {
  const { reasons, unforeseen } = WORDS[language];
  const own = reason !== undefined && Object.hasOwn(reasons, reason) ? reasons[reason] : undefined;
  return own ?? (language === 'en' ? english : unforeseen);
}
