import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Notified } from '../../../../../desk/deliveries/notify.ts';
import { LANGUAGES, type Language } from '../../../../../contract/languages.ts';
import type { Page } from '../../../../../edge/http/page.ts';
import { html } from '../../../../../edge/http/responses.ts';
import { refusedPage, resultPage } from '../../../../../functions/notify/page.ts';
import { statusOfPage } from '../../../../../functions/notify/result.ts';
import { CHECK_SCRIPT } from '../../../../../functions/shared/pages/check-script.ts';
import { notifyForm } from '../../../../../functions/shared/pages/notify-form.ts';
import { numbersEntered } from '../../../../../functions/shared/pages/numbers-entered.ts';
import { WORDS } from '../../../../../functions/shared/pages/words/index.ts';

const BUDGET = 15_000;
const look = (language: Language = 'en') => ({ language, business: 'ACME' });
const body = (page: Page): string => html(200, page).body ?? '';
const decoded = (text: string): string =>
  text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
/** What stands in the field for numbers, as a browser reads it: it drops the first line break. */
const field = (page: string): string =>
  decoded(/<textarea[^>]*>\n([^<]*)<\/textarea>/.exec(page)?.[1] ?? 'no field');
const words = (page: string): string =>
  decoded(page.replace(/<(style|script)[^]*?<\/\1>/g, '').replace(/<[^>]+>/g, ' '));

const refused = (reason: string, status = 400, language: Language = 'en', entered = '+44 7700 900001') =>
  body(refusedPage(look(language), { status, reason, sentence: 'The desk’s own sentence.' }, entered));
const WRONG: Notified = {
  number: 'abc',
  status: 'invalid',
  reason: 'no-number',
  error: 'This is no phone number in international form, such as +447700900001.',
};
const SENT: Notified = { number: '447700900001', status: 'sent', id: 'x' };
const QUEUED: Notified = { number: '447700900002', status: 'queued', id: 'y' };
const HELD: Notified = { number: '447700900003', status: 'held', until: Date.UTC(2026, 10, 22, 8), id: 'z' };
const OUT: Notified = {
  number: '447700900004',
  status: 'opted-out',
  reason: 'opted-out',
  error: 'Opted out.',
};

describe.each(LANGUAGES)('the form in %s', (language) => {
  const page = body(notifyForm(look(language)));

  test('weighs less than 15 kB with everything in it, its script less than 2', () => {
    expect(Buffer.byteLength(page)).toBeLessThan(BUDGET);
    expect(Buffer.byteLength(CHECK_SCRIPT)).toBeLessThan(2_000);
  });

  test('sends itself in its language, and labels what it asks for', () => {
    expect(page).toContain(`<form action="/notify?lang=${language}" method="post">`);
    for (const name of ['number', 'key']) {
      expect(page).toMatch(new RegExp(`<label for="${name}">[^<]+</label>`));
      expect(page).toMatch(new RegExp(`<(input|textarea) id="${name}" name="${name}"`));
    }
    expect(page).toMatch(/id="key"[^>]* type="password"[^>]* autocomplete="current-password"/);
  });

  test('says all it has to say in that language', () => {
    const all = (said: unknown): string[] => {
      if (typeof said === 'string') return [said];
      return said instanceof Object ? Object.values(said).flatMap(all) : [];
    };
    const said = all(WORDS[language]);
    expect(said.length).toBeGreaterThan(20);
    for (const one of said) {
      expect(one.trim()).not.toBe('');
      if (language !== 'en') expect(one).toMatch(/\p{scx=Han}|\p{scx=Kana}|\p{scx=Hira}/u);
    }
  });
});

test('each sheet of the form can be told from every other', () => {
  const once = () => / name="once" value="([^"]{20,})"/.exec(body(notifyForm(look())))?.[1];
  expect(once()).toBeDefined();
  expect(once()).not.toBe(once());
});

describe('after something went wrong', () => {
  test('what was entered stands in the field again, whatever it was, and is text and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (entered) => {
        const page = refused('notify-key-wrong', 401, 'en', entered);
        expect(field(page)).toBe(entered);
        expect(page.match(/<textarea/g)).toHaveLength(1);
      }),
    );
  });

  test.each([
    '\n\n+44',
    '<script>alert(1)</script>',
    '</textarea><script>alert(1)</script>',
    `" autofocus onfocus="alert(1)`,
  ])('%p is kept, and runs nothing', (entered) => {
    const page = refused('notify-key-wrong', 401, 'ja', entered);
    expect(field(page)).toBe(entered);
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).toMatch(/<script nonce="[^"]+">/);
    expect(page).not.toContain('alert(1)</script>');
  });

  test('10 kB of it are cut to what the field takes', () => {
    expect(field(refused('too-many-numbers', 400, 'en', '7'.repeat(10_000)))).toBe('7'.repeat(4_000));
  });

  test.each([
    ['notify-key-missing', 'key'],
    ['notify-key-wrong', 'key'],
    ['number-missing', 'number'],
    ['too-many-numbers', 'number'],
  ])('%s is told at its field, and at the top, where the focus is', (reason, name) => {
    const page = refused(reason);
    const tag = new RegExp(`<(?:input|textarea) id="${name}"[^>]*>`).exec(page)?.[0] ?? '';
    expect(tag).toContain('aria-invalid="true"');
    expect(tag).toMatch(new RegExp(`aria-describedby="[^"]*\\b${name}-error"`));
    const sentence = new RegExp(`<p class="error" id="${name}-error">([^<]+)</p>`).exec(page)?.[1];
    expect(page).toContain(
      `<div class="told not" role="alert" tabindex="-1" autofocus><h2>Not sent</h2><p>${sentence}</p></div>`,
    );
    expect(page.match(/aria-invalid="/g)).toHaveLength(1);
    expect(page).toContain('<title>Not sent – ACME deliveries</title>');
  });

  test.each(LANGUAGES.filter((language) => language !== 'en'))(
    'is told in %s, also when nobody foresaw it',
    (language) => {
      for (const [reason, status] of [
        ['notify-key-wrong', 401],
        ['no-delivery-number', 503],
        ['send-in-progress', 503],
        ['unavailable', 503],
        ['nobody-knows', 400],
      ] as const) {
        expect(words(refused(reason, status, language))).not.toMatch(/own sentence|undefined/);
      }
    },
  );

  test('in English the desk’s own sentence stands where there is none for the form', () => {
    expect(refused('no-delivery-number', 503)).toContain('The desk’s own sentence.');
  });

  test('while the settings cannot be read nobody is named', () => {
    const failure = { status: 503, reason: 'unavailable', sentence: 'Try again.' };
    for (const language of LANGUAGES) {
      expect(body(refusedPage({ language, business: undefined }, failure, ''))).not.toContain('undefined');
    }
  });
});

describe('what became of each recipient', () => {
  const page = (
    results: Notified[],
    language: Language = 'en',
    entered = results.map(({ number }) => number).join('\n'),
  ) => body(resultPage(look(language), results, entered));
  const rows = (shown: string): [string, string][] =>
    [...shown.matchAll(/<th scope="row">([^<]*)<\/th><td class="\w+">([^<]*)<\/td>/g)].map(
      ([, number = '', told = '']) => [decoded(number), decoded(told)],
    );

  test('stands in a table, in words, in the order in which they were entered', () => {
    expect(rows(page([SENT, QUEUED, HELD, WRONG, OUT]))).toEqual([
      ['+447700900001', 'Sent'],
      ['+447700900002', 'Queued: it is sent within minutes'],
      ['+447700900003', expect.stringMatching(/^Held in quiet hours until Nov 22, 2026, 8:00\sAM UTC$/)],
      ['abc', 'This is no phone number in international form, such as +447700900001.'],
      ['+447700900004', 'Opted out.'],
    ]);
  });

  test.each(LANGUAGES.filter((language) => language !== 'en'))('is said in %s', (language) => {
    const reasons = [
      ...['no-number', 'own-number', 'vonage', 'not-stored', 'country-not-allowed'],
      ...['recipient-limit', 'daily-limit', 'opted-out', 'text-too-long'],
    ] as const;
    const failed = reasons.map((reason, index): Notified => {
      return {
        number: `44770090000${index}`,
        status: 'refused',
        reason: reason,
        error: 'In English.',
      };
    });
    const told = rows(page([SENT, QUEUED, HELD, ...failed], language)).map(([, status]) => status);
    expect(new Set(told).size).toBe(told.length);
    for (const status of told) {
      expect(status).not.toMatch(/English|Sent|undefined/);
      expect(status).not.toBe(WORDS[language].unforeseen);
    }
  });

  test('once all are told, there is no form, and a way to the next', () => {
    for (const results of [[SENT], [SENT, QUEUED, HELD]]) {
      const shown = page(results, 'ja');
      expect(shown).not.toContain('<form');
      expect(shown).toContain('href="/notify?lang=ja"');
      expect(shown).toContain('role="status"');
      expect(rows(shown)).toHaveLength(results.length);
    }
  });

  test('a sentence of the contract’s says it of one', () => {
    expect(page([SENT])).toContain('<p>Notification sent to 447700900001</p>');
    expect(page([SENT])).toContain('<title>Sent – ACME deliveries</title>');
    expect(page([SENT, WRONG])).toContain('<title>Not sent to everyone – ACME deliveries</title>');
    expect(page([SENT, HELD])).toContain('<title>Waiting – ACME deliveries</title>');
    expect(page([HELD])).toContain('<title>Waiting – ACME deliveries</title>');
  });

  test('those that were not told stand in the form again, as they were written, and no others', () => {
    const shown = page([SENT, WRONG, OUT], 'en', '+44 7700 900001, abc\r\n+44 (7700) 900 004');
    expect(field(shown)).toBe('abc\n+44 (7700) 900 004');
    expect(shown).toMatch(/id="number"[^>]*aria-invalid="true"/);
    expect(shown).toContain('Notification sent to 1 of 3 numbers');
  });

  test('a number that cannot be told is not wrong in its field', () => {
    const shown = page([OUT]);
    expect(field(shown)).toBe(OUT.number);
    expect(shown).not.toContain('aria-invalid="true"');
  });

  test('a single one that is no number is told at the field alone', () => {
    const shown = page([WRONG]);
    expect(rows(shown)).toEqual([]);
    expect(shown).toContain('id="number-error"');
    expect(field(shown)).toBe('abc');
  });

  test('what is no number is text and nothing else', () => {
    const hostile = '<img src=x onerror=alert(1)>';
    const shown = page([SENT, { ...WRONG, number: hostile }], 'en', `447700900001\n${hostile}`);
    expect(shown).not.toContain('<img');
    expect(rows(shown)[1]?.[0]).toBe(hostile);
    expect(field(shown)).toBe(hostile);
  });

  test('it succeeded if anybody is told; else the first that was not says why', () => {
    expect(statusOfPage([SENT, WRONG])).toBe(200);
    expect(statusOfPage([WRONG, HELD])).toBe(200);
    expect(statusOfPage([WRONG, OUT])).toBe(400);
    expect(statusOfPage([OUT, WRONG])).toBe(409);
    expect(statusOfPage([SENT])).toBe(200);
  });
});

describe('several numbers in one field', () => {
  test.each([
    ['+44 7700 900001', ['+44 7700 900001']],
    ['+447700900001,+447700900002', ['+447700900001', '+447700900002']],
    ['+44 1\r\n+44 2\n\n +44 3 ;+44 4\t+44 5', ['+44 1', '+44 2', '+44 3', '+44 4', '+44 5']],
    ['+81 90，+81 80、+81 70；+81 60', ['+81 90', '+81 80', '+81 70', '+81 60']],
    [' , ;\n', []],
    ['', []],
  ])('%p are %p', (entered, numbers) => {
    expect(numbersEntered(entered)).toEqual(numbers);
  });
});
