/** Each language of the product by its own name. A new language is one entry here; the compiler then names every place. */
export const LANGUAGE_NAMES = { en: 'English', ja: '日本語', zh: '中文' } as const;

export type Language = keyof typeof LANGUAGE_NAMES;

export const isLanguage = (code: string): code is Language => Object.hasOwn(LANGUAGE_NAMES, code);

export const LANGUAGES = Object.keys(LANGUAGE_NAMES).filter(isLanguage);
