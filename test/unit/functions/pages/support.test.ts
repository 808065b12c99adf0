import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import qrcode from 'qrcode-generator';
import { DEFAULT_SETTINGS, type Settings } from '../../../../desk/settings.ts';
import { LANGUAGES, type Language } from '../../../../contract/languages.ts';
import { html } from '../../../../edge/http/responses.ts';
import { qr } from '../../../../functions/pages/qr.ts';
import { smsLink } from '../../../../functions/pages/sms-link.ts';
import { supportPage } from '../../../../functions/pages/support.ts';

const NUMBER = '447700900000';
const BUDGET = 15_000;

const settings = (businessName = 'ACME', number: string | undefined = NUMBER): Settings => ({
  ...DEFAULT_SETTINGS,
  businessName,
  numbers: number ? { [number]: { uses: ['support'] } } : {},
});
const shown = (language: Language, of = settings()): string =>
  html(200, supportPage(of, language)).body ?? '';
const decoded = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
const linkOn = (page: string): string => decoded(/href="(sms:[^"]*)"/.exec(page)?.[1] ?? '');
/** What a phone would begin the text with. */
const draftIn = (link: string): string => decodeURIComponent(link.split('body=')[1] ?? '');

describe('the link to a text', () => {
  test('begins with the number, and has what Android and what iOS look for', () => {
    const link = smsLink(NUMBER, 'Hi');
    expect(link).toBe(`sms:+${NUMBER}?&body=Hi`);
    expect(new URL(link).searchParams.get('body')).toBe('Hi');
    expect(link.split('&').at(-1)).toBe('body=Hi');
  });

  test('carries any draft unharmed, in characters that end no link, no parameter and no attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (draft) => {
        const link = smsLink(NUMBER, draft);
        expect(link).toMatch(/^sms:\+\d+\?&body=[A-Za-z0-9%._~-]*$/);
        expect(draftIn(link)).toBe(draft);
      }),
    );
  });

  test('is made of half a character, too', () => {
    expect(draftIn(smsLink(NUMBER, 'a\ud83d'))).toBe('a\ufffd');
  });
});

describe('the QR code', () => {
  test.each(['sms:+447700900000', smsLink(NUMBER, '你好，ACME，我想咨询：'), 'x'.repeat(330)])(
    'of %s is drawn as the library made it',
    (content) => {
      const code = qrcode(0, 'L');
      code.addData(content);
      code.make();
      const size = code.getModuleCount();
      const made = Array.from({ length: size }, () => Array.from({ length: size }, () => false));
      const path = / d="([^"]*)"/.exec(qr(content).markup)?.[1] ?? '';
      for (const [, row = '', runs = ''] of path.matchAll(/M0 (\d+)\.5([^M]*)/g)) {
        let column = 0;
        for (const [, kind, length = ''] of runs.matchAll(/(m|h)(\d+)(?: 0)?/g)) {
          if (kind === 'h') made[Number(row)]?.fill(true, column, column + Number(length));
          column += Number(length);
        }
      }
      expect(made).toEqual(
        Array.from({ length: size }, (_, row) =>
          Array.from({ length: size }, (_dark, column) => code.isDark(row, column)),
        ),
      );
    },
  );
});

describe('the support page', () => {
  const said: Record<Language, [title: string, button: string, draft: string]> = {
    en: ['ACME Support', 'Get support via SMS', "Hi ACME, I'd like some help with: "],
    ja: ['ACME サポート', 'SMSで問い合わせる', 'ACMEサポートへの問い合わせ：'],
    zh: ['ACME 客服', '短信联系客服', '您好，ACME，我想咨询：'],
  };

  test.each(LANGUAGES)('in %s has a link with a text begun, the number and a QR code', (language) => {
    const [title, button, draft] = said[language];
    const page = shown(language);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page).toContain(button);
    expect(draftIn(linkOn(page))).toBe(draft);
    expect(page).toContain('+44 7700 900000');
    expect(page).toContain('role="img"');
    expect(page).toContain('<svg');
  });

  test.each(LANGUAGES)(
    'in %s weighs less than 15 kB with everything in it, whatever the business is called',
    (language) => {
      for (const name of ['ACME', '漢'.repeat(60), '😀'.repeat(30), '<"\'&>'.repeat(12)]) {
        expect(Buffer.byteLength(shown(language, settings(name)))).toBeLessThan(BUDGET);
      }
    },
  );

  test.each([
    '<script>alert(1)</script>',
    `"'><img src=x onerror=alert(1)>`,
    'Tom & Jerry’s 😀 {business} $&',
  ])('for a business called %s shows that name and runs nothing of it', (name) => {
    for (const language of LANGUAGES) {
      const page = shown(language, settings(name));
      expect(page).not.toMatch(/<script|<img/);
      expect(decoded(/<h1>(.*?)<\/h1>/.exec(page)?.[1] ?? '')).toContain(name);
      expect(draftIn(linkOn(page))).toContain(name);
    }
  });

  test.each(LANGUAGES)('in %s, while there is no number, says so and links nowhere', (language) => {
    const page = shown(language, settings('ACME', ''));
    expect(page).not.toMatch(/sms:|<svg|undefined/);
    expect(page).toMatch(/<h1>[^<]+<\/h1><p>[^<]+<\/p>/);
  });

  test('needs no script', () => {
    expect(shown('en')).not.toContain('<script');
  });
});
