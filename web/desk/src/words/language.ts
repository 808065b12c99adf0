import { LANGUAGES, type Language } from '../../../../contract/languages.ts';

const known = (tag: string | null | undefined): Language | undefined => {
  const [code] = tag?.toLowerCase().split('-') ?? [];
  return LANGUAGES.find((language) => language === code);
};

/**
 * The language of the desk: the agent's choice, else the first of the browser's that we speak, else the business's.
 *
 * @param business of the settings; undefined until they have come
 */
export function languageOf(
  chosen: string | null,
  browser: readonly string[],
  business: string | undefined,
): Language {
  return known(chosen) ?? browser.map(known).find((one) => one !== undefined) ?? known(business) ?? 'en';
}

/**
 * The reader's own form of the language, such as `en-GB`, by which times are written. Some browsers name forms that no
 * standard knows (`en-US@posix`): those are passed over.
 *
 * @param browser the languages that the browser prefers
 */
export const localeOf = (language: Language, browser: readonly string[]): string =>
  browser.find((tag) => known(tag) === language && isTag(tag)) ?? language;

function isTag(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
