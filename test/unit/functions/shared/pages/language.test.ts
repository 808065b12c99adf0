import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LANGUAGES } from '../../../../../contract/languages.ts';
import { languageFor } from '../../../../../functions/shared/pages/language.ts';
import { request } from '../../../edge/request.ts';

const asking = (header: string | undefined, query = '') => {
  const made = request({ method: 'GET', path: '/', query });
  return {
    ...made,
    headers: { ...made.headers, ...(header !== undefined && { 'accept-language': header }) },
  };
};

describe('the language of a page', () => {
  test.each([
    ['ja', 'ja'],
    ['ja-JP', 'ja'],
    ['JA-jp', 'ja'],
    ['zh-CN,zh;q=0.9,en;q=0.8', 'zh'],
    ['zh-TW', 'zh'],
    ['zh-Hant-HK', 'zh'],
    ['zh-Hans', 'zh'],
    ['en-GB,en;q=0.9', 'en'],
    ['de-DE,de;q=0.9,ja;q=0.5', 'ja'],
    ['en;q=0.3, ja;q=0.7, zh;q=0.5', 'ja'],
    ['ja;q=0, en', 'en'],
    ['ja;q=0', 'zh'],
    ['ja ; q=0.2 , en ; q=0.9', 'en'],
    ['fr', 'zh'],
    ['*', 'zh'],
    ['', 'zh'],
    [undefined, 'zh'],
    ['jav', 'zh'],
    ['en;q=nonsense, ja;q=0.1', 'ja'],
    [';;;,,,=', 'zh'],
    ['__proto__', 'zh'],
  ])('that a browser asks for by %p, at a Chinese desk, is %s', (header, language) => {
    expect(languageFor(asking(header), 'zh')).toBe(language);
  });

  test.each([
    ['lang=ja', 'ja'],
    ['lang=zh&x=1', 'zh'],
    ['lang=ja&lang=zh', 'ja'],
    ['lang=de', 'en'],
    ['lang=', 'en'],
    ['lang=<script>', 'en'],
    ['lang=__proto__', 'en'],
    ['%00=%FF', 'en'],
  ])('that the reader chose by ?%s wins: %s', (query, language) => {
    expect(languageFor(asking('en', query), 'zh')).toBe(language);
  });

  test('is found in whatever a browser sends', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.string({ maxLength: 50 }), (header, query) => {
        expect(LANGUAGES).toContain(languageFor(asking(header, query), 'ja'));
      }),
    );
  });
});
