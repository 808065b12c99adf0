import { LANGUAGES, type Language } from '../../../contract/languages.ts';
import type { Request } from '../../../edge/http/handler.ts';
import { query } from '../../../edge/http/parameters.ts';

/** A browser names a handful of languages; more than this many are nobody's. */
const RANGES_AT_MOST = 30;

const known = (code: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === code);

/**
 * The language of a page: the one that its reader chose (`?lang=`), else the one of ours that the browser asks for
 * first, else the desk's own.
 */
export function languageFor(request: Request, desk: Language): Language {
  return (
    known(query(request).get('lang')) ?? known(asked(request.headers['accept-language'] ?? '')[0]) ?? desk
  );
}

/** The languages that we speak of an `Accept-Language`, the best first. Whatever the region or script: zh-TW is zh. */
function asked(header: string): string[] {
  return header
    .split(',', RANGES_AT_MOST)
    .map((range) => {
      const [tag = '', ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      // What is no weight weighs nothing.
      return {
        language: known(tag.split('-')[0]),
        weight: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 0,
      };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .flatMap(({ language }) => language ?? []);
}
