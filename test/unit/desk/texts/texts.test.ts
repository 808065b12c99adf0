import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { listOptions, optionFor } from '../../../../desk/deliveries/delivery.ts';
import { measure } from '../../../../desk/messages/sms/encoding.ts';
import { LANGUAGES, type Language } from '../../../../contract/languages.ts';
import { BUILT_IN, renderText } from '../../../../desk/texts/texts.ts';
import { CONFIG_ITEMS } from '../../../../desk/first-items.ts';

const values = { business: 'ACME', ticket: '1042' };
const builtIn = renderText('confirm', 'en', values);

describe('what is said', () => {
  test('is the ops’ template when it is a sound one', () => {
    expect(renderText('confirm', 'en', values, { confirm: '{business}: ticket {ticket}. {ticket}!' })).toBe(
      'ACME: ticket 1042. 1042!',
    );
    expect(renderText('confirm', 'en', values, { confirm: 'Danke! 🎫 {ticket}' })).toBe('Danke! 🎫 1042');
  });

  test.each([
    '',
    '   ',
    'Ticket {number}',
    'Ticket {ticket',
    'Ticket ticket}',
    'Ticket {}',
    'Ticket { ticket }',
    'Ticket {{ticket}}',
    'Ticket {ticket.number}',
    '{constructor}',
    '{toString} {ticket}',
    '{__proto__}',
    '{hasOwnProperty}',
    '${ticket}{',
    '\u200b\u3164',
  ])('is the built-in sentence when the template is broken: %p', (confirm) => {
    expect(renderText('confirm', 'en', values, { confirm })).toBe(builtIn);
  });

  test('is the built-in sentence when ops wrote none', () => {
    expect(renderText('confirm', 'en', values, {})).toBe(builtIn);
    expect(builtIn).toMatch(/ACME.*1042.*24 hours/);
  });

  test('puts values in as they are: nothing in a value is a placeholder or a pattern', () => {
    expect(
      renderText(
        'confirm',
        'en',
        { business: '{ticket}', ticket: '$& $1' },
        { confirm: '{business} {ticket}' },
      ),
    ).toBe('{ticket} $& $1');
  });

  test.each(LANGUAGES)('has a sentence for each purpose in %s, with nothing left open', (language) => {
    expect(Object.keys(BUILT_IN[language]).sort()).toEqual([
      ...['ack', 'confirm', 'help', 'missed', 'notify', 'options', 'started', 'stopped'],
    ]);
    const said = [
      renderText('confirm', language, values),
      renderText('notify', language, {
        business: 'ACME',
        day: 'tomorrow',
        window: '8am and 2pm',
        options: '1 (x)',
      }),
      renderText('ack', language, { business: 'ACME', choice: '2', label: 'Thursday' }),
      renderText('options', language, { business: 'ACME', options: '1 (x)' }),
      renderText('stopped', language, { business: 'ACME' }),
      renderText('started', language, { business: 'ACME' }),
      renderText('help', language, { business: 'ACME' }),
      renderText('missed', language, values),
    ];
    for (const sentence of said) {
      expect(sentence).not.toMatch(/[{}]|undefined/);
      expect(measure(sentence).parts).toBeLessThanOrEqual(language === 'en' ? 1 : 2);
    }
    for (const told of [said[0], said.at(-1)]) expect(told).toContain('1042');
    expect(said[2]).toContain('2');
  });

  test.each(LANGUAGES)(
    'tells the way back and the way out in %s, by words that every phone can write',
    (language) => {
      const business = 'ACME';
      expect(renderText('stopped', language, { business })).toMatch(/ACME.*\bSTART\b/);
      expect(renderText('started', language, { business })).toMatch(/ACME.*\bSTOP\b/);
      expect(renderText('help', language, { business })).toMatch(/ACME.*\bSTOP\b/);
    },
  );

  test.each(['stopped', 'started', 'help'] as const)(
    '%s is one cheap part in English, also of a business with a long name',
    (purpose) => {
      for (const length of [30, 60]) {
        const said = renderText(purpose, 'en', { business: 'A'.repeat(length) });
        expect(measure(said)).toEqual({ type: 'text', parts: 1 });
      }
    },
  );

  test('reads as people write it, in each language', () => {
    const said: Record<Exclude<Language, 'en'>, string> = {
      ja: renderText('notify', 'ja', {
        business: 'ACME',
        day: '明日',
        window: '午前8時から午後2時',
        options: '1 (明日)',
      }),
      zh: renderText('notify', 'zh', {
        business: 'ACME',
        day: '明天',
        window: '上午8点至下午2点',
        options: '1 (明天)',
      }),
    };
    expect(said.ja).toBe(
      'ACMEからのお届けは明日、午前8時から午後2時の予定です。変更をご希望の場合は番号でご返信ください：1 (明日)',
    );
    expect(said.zh).toBe('您的ACME包裹预计明天上午8点至下午2点送达。如需更改，请回复数字：1 (明天)');
  });

  test('is the built-in sentence when ops’ own would take too many parts', () => {
    const ending = (length: number) => ({ confirm: `{ticket}${'a'.repeat(length)}` });
    // "1042" and six parts of 153.
    expect(renderText('confirm', 'en', values, ending(6 * 153 - 4))).toHaveLength(6 * 153);
    expect(renderText('confirm', 'en', values, ending(6 * 153 - 3))).toBe(builtIn);
    expect(renderText('confirm', 'en', values, ending(156), 1)).toHaveLength(160);
    expect(renderText('confirm', 'en', values, ending(157), 1)).toBe(builtIn);
    expect(renderText('confirm', 'en', values, ending(157), 2)).toHaveLength(161);
    expect(renderText('confirm', 'en', values, { confirm: `🎫${'a'.repeat(69)}` }, 1)).toBe(builtIn);
    // What counts is the result: a value can make it long.
    expect(renderText('help', 'en', { business: 'A'.repeat(200) }, { help: '{business}' }, 1)).toMatch(
      /^This is A/,
    );
    expect(renderText('confirm', 'en', values, { confirm: 'a'.repeat(300_000) })).toBe(builtIn);
  });

  test('replaces nothing twice, whatever a value holds', () => {
    const value = fc.string({
      unit: fc.constantFrom('{', '}', '$', '&', 'ticket', 'business', 'a'),
      maxLength: 12,
    });
    fc.assert(
      fc.property(value, value, (business, ticket) => {
        const confirm = 'x{business}y{ticket}z';
        expect(renderText('confirm', 'en', { business, ticket }, { confirm })).toBe(
          `x${business}y${ticket}z`,
        );
      }),
    );
  });

  test('never breaks, whatever ops write', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (confirm) => {
        const said = renderText('confirm', 'en', values, { confirm });
        expect(said.trim()).not.toBe('');
        expect(said).not.toMatch(/[{}]/);
      }),
    );
  });
});

describe('what stands in the config table at first', () => {
  test.each(LANGUAGES)('is every text in %s, for ops to edit', (language) => {
    expect(CONFIG_ITEMS).toContainEqual({ name: `texts/${language}`, ...BUILT_IN[language] });
  });

  test('can be put: each item has its own name, and nothing in it is undefined', () => {
    expect(new Set(CONFIG_ITEMS.map(({ name }) => name)).size).toBe(CONFIG_ITEMS.length);
    for (const item of CONFIG_ITEMS) expect(JSON.parse(JSON.stringify(item))).toStrictEqual(item);
  });
});

describe('an option', () => {
  const options = [
    { digit: '1', label: 'tomorrow', effect: 'tomorrow' },
    { digit: '2', label: 'Thursday', effect: 'thursday' },
    { digit: '3', label: 'deliver to post office', effect: 'post-office' },
  ];
  const digitOf = (text: string) => optionFor(text, options)?.digit;

  test.each([
    ['1', '1'],
    [' 2\n', '2'],
    ['３', '3'],
    ['2.', '2'],
    ['3)', '3'],
    ['1!', '1'],
    ['\u30001\u3000', '1'],
  ])('%j means %s', (text, digit) => {
    expect(digitOf(text)).toBe(digit);
  });

  test.each([
    '',
    '0',
    '4',
    '11',
    '1,2',
    '1 or 2',
    'I pick 1',
    '-1',
    '+1',
    '1.0',
    '一',
    'null',
    'undefined',
    '1\u0000',
    '1'.repeat(100_000),
  ])('junk (case %#) means none', (text) => {
    expect(digitOf(text)).toBeUndefined();
  });

  test('is none where none is offered', () => {
    expect(optionFor('1', [])).toBeUndefined();
    expect(optionFor('', [{ digit: '', label: 'broken' }])).toBeUndefined();
  });

  test('is listed as people say it', () => {
    expect(listOptions(options, 'or')).toBe('1 (tomorrow), 2 (Thursday) or 3 (deliver to post office)');
    expect(listOptions(options.slice(0, 1), 'or')).toBe('1 (tomorrow)');
    expect(listOptions([], 'or')).toBe('');
  });
});
