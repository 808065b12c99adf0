import { createContext, use } from 'react';
import { en, type Words } from './en.ts';
import { ja } from './ja.ts';
import type { Language } from '../../../../contract/languages.ts';
import { localeOf } from './language.ts';
import { timesIn, type Times } from './times.ts';
import { zh } from './zh.ts';

/** What a component says, and how it writes times. */
export interface Speech {
  language: Language;
  words: Words;
  times: Times;
}

const WORDS: Record<Language, Words> = { en, ja, zh };

/** @param browser the languages that the browser prefers: British English writes other times than American. */
export const speechIn = (language: Language, browser: readonly string[] = []): Speech => ({
  language,
  words: WORDS[language],
  times: timesIn(localeOf(language, browser)),
});

export const SpeechContext = createContext<Speech>(speechIn('en'));

export const useSpeech = (): Speech => use(SpeechContext);
