import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { markup, page, trusted } from '../../../edge/http/page.ts';

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
    const made = page(value, markup`<h1>${value}</h1>`);
    expect(made).not.toMatch(/<script|<img|<svg|onerror=alert\(1\)>|<\/title><script/);
    expect(made.match(/<title>/g)).toHaveLength(1);
  });

  test('loads nothing from elsewhere and holds no script', () => {
    const made = page('ACME Support', markup`<p>Hello</p>`);
    expect(made).toMatch(/^<!doctype html>/i);
    expect(made).toMatch(/<meta charset="utf-8">/);
    expect(made).not.toMatch(/<script|src=|@import|url\(|https?:/);
  });
});
