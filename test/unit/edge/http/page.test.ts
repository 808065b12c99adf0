import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LANGUAGES, type Language } from '../../../../contract/languages.ts';
import { markup, page, trusted } from '../../../../edge/http/page.ts';
import { html, type Response } from '../../../../edge/http/responses.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title><script>alert(1)</script>',
  '&lt;script&gt;',
  '</style><svg onload=alert(1)>',
];

describe('markup', () => {
  test.each(HOSTILE)('%p is text and nothing else', (value) => {
    const made = markup`<p title="${value}" data-x='${value}'>${value}</p>`.markup;
    expect(made.replace(/^<p title="|" data-x='|'>|<\/p>$/g, '')).not.toMatch(/[<>"']/);
    expect(made).not.toContain('<script');
    expect(made).not.toContain('<img');
  });

  test('any text comes back unchanged when a browser decodes it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (value) => {
        const { markup: made } = markup`${value}`;
        expect(made).not.toMatch(/[<>"']/);
        expect(made.replace(/&#(\d+);/g, (_entity, code: string) => String.fromCharCode(Number(code)))).toBe(
          value,
        );
      }),
    );
  });

  test('lets markup stand in markup, alone and in lists, and nothing that only looks like it', () => {
    const item = (name: string) => markup`<li>${name}</li>`;
    expect(markup`<ul>${[item('a'), item('<b>')]}</ul>`.markup).toBe(
      '<ul><li>a</li><li>&#60;b&#62;</li></ul>',
    );
    expect(markup`${trusted('<svg/>')}${7}`.markup).toBe('<svg/>7');
    expect(markup`${JSON.stringify({ markup: '<b>' })}`.markup).not.toContain('<b>');
  });

  test('shows emoji, Japanese and Chinese as they are', () => {
    expect(markup`${'こんにちは 你好 😀'}`.markup).toBe('こんにちは 你好 😀');
  });
});

describe('a page', () => {
  test.each(HOSTILE)('with %p in its title and its words runs nothing', (value) => {
    const made = page({ language: 'en', title: value, content: markup`<h1>${value}</h1>` }, 'n');
    expect(made).not.toMatch(/<script|<img|<svg|onerror=alert\(1\)>|<\/title><script/);
    expect(made.match(/<title>/g)).toHaveLength(1);
  });

  test('loads nothing from elsewhere, and holds no script unless it is given one', () => {
    const made = page({ language: 'en', title: 'ACME Support', content: markup`<p>Hello</p>` }, 'n');
    expect(made).toMatch(/^<!doctype html>/i);
    expect(made).toMatch(/<meta charset="utf-8">/);
    expect(made).not.toMatch(/<script|src=|@import|url\(|https?:/);
  });

  test.each(LANGUAGES)('in %s says so, and leads to itself in the others', (language) => {
    const made = page({ language, title: 'ACME', content: markup`<p>Hello</p>` }, 'n');
    expect(made).toContain(`<html lang="${language}">`);
    const names: Record<Language, string> = { en: 'English', ja: '日本語', zh: '中文' };
    for (const [code, name] of Object.entries(names)) {
      const current = code === language ? ' aria-current="true"' : '';
      expect(made).toContain(
        `<a href="?lang=${code}" lang="${code}" hreflang="${code}"${current}>${name}</a>`,
      );
    }
  });
});

describe('the answer that carries a page', () => {
  const shown = () => html(418, { language: 'ja', title: 't', content: markup`<p>x</p>`, script: 'void 0' });
  const policy = (response: Response) =>
    new Map(
      String(response.headers?.['content-security-policy'])
        .split('; ')
        .map((directive) => [directive.split(' ')[0] ?? '', directive.split(' ').slice(1)]),
    );

  test('allows its own style and script by a nonce of this answer alone, and nothing inline besides', () => {
    const [one, other] = [shown(), shown()];
    const nonce = /^'nonce-([\w+/-]{20,})'$/.exec(policy(one).get('script-src')?.join() ?? '')?.[1];
    expect(nonce).toBeDefined();
    expect(policy(one).get('style-src')).toEqual([`'nonce-${nonce}'`]);
    expect(policy(one).get('script-src')).not.toEqual(policy(other).get('script-src'));
    const tags = [...(one.body ?? '').matchAll(/<(?:style|script)[^>]*>/g)].map(([tag]) => tag);
    expect(tags).toEqual([`<style nonce="${nonce}">`, `<script nonce="${nonce}">`]);
    expect(one.body).not.toMatch(/ style=| on\w+=|javascript:/);
  });

  test('allows nothing else', () => {
    const allowed = policy(shown());
    for (const directive of ['script-src', 'style-src']) allowed.delete(directive);
    expect(Object.fromEntries(allowed)).toEqual({
      'default-src': ["'none'"],
      'connect-src': ["'self'"],
      'img-src': ['data:'],
      'form-action': ["'self'"],
      'base-uri': ["'none'"],
      'frame-ancestors': ["'none'"],
    });
    expect(shown()).toMatchObject({
      statusCode: 418,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-language': 'ja',
        vary: 'accept-language',
        'referrer-policy': 'same-origin',
        'x-content-type-options': 'nosniff',
        'permissions-policy': expect.stringContaining('camera=()'),
        'cache-control': 'no-store',
      },
    });
  });
});
