/** The languages of the product. A new one is an entry here; the compiler then names every file that must speak it. */
export const LANGUAGES = ['en', 'ja', 'zh'] as const;

export type Language = (typeof LANGUAGES)[number];

/** Each language by its own name. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: 'English', ja: '日本語', zh: '中文' };
