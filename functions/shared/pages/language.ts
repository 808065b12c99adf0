import { LANGUAGES, type Language } from '../../../contract/languages.ts';
import type { Request } from '../../../edge/http/handler.ts';
import { query } from '../../../edge/http/parameters.ts';

/** A browser names a handful of languages; what follows is ignored. */
const RANGES_AT_MOST = 30;

const known = (code: string | null | undefined): Language | undefined =>
  LANGUAGES.find((language) => language === code);

/**
 * The language of a page: the reader's choice (`?lang=`), else the first of the browser's that the product has, else the
 * desk's own.
 */
export function languageFor(request: Request, desk: Language): Language {
  return (
    known(query(request).get('lang')) ?? known(accepted(request.headers['accept-language'] ?? '')[0]) ?? desk
  );
}

/** The languages of the product in an `Accept-Language`, the best first; region and script are ignored: zh-TW is zh. */
function accepted(header: string): string[] {
  return header
    .split(',', RANGES_AT_MOST)
    .map((range) => {
      const [tag = '', ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const q = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      // An invalid weight counts as 0.
      return {
        language: known(tag.split('-')[0]),
        weight: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(q) ? Number(q) : 0,
      };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .flatMap(({ language }) => language ?? []);
}
