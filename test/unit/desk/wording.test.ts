import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DEFAULT_OPTIONS, listOptions, optionFor } from '../../../desk/deliveries/delivery.ts';
import { BUILT_IN, LANGUAGES, say } from '../../../desk/texts/texts.ts';

const values = { business: 'ACME', ticket: '1042' };
const builtIn = say('confirm', 'en', values);

describe('what is said', () => {
  test('is the ops’ template when it is a sound one', () => {
    expect(say('confirm', 'en', values, { confirm: '{business}: ticket {ticket}. {ticket}!' })).toBe(
      'ACME: ticket 1042. 1042!',
    );
    expect(say('confirm', 'en', values, { confirm: 'Danke! 🎫 {ticket}' })).toBe('Danke! 🎫 1042');
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
  ])('is the built-in sentence when the template is broken: %p', (confirm) => {
    expect(say('confirm', 'en', values, { confirm })).toBe(builtIn);
  });

  test('is the built-in sentence when ops wrote none', () => {
    expect(say('confirm', 'en', values, {})).toBe(builtIn);
    expect(builtIn).toMatch(/ACME.*1042.*24 hours/);
  });

  test('puts values in as they are: nothing in a value is a placeholder or a pattern', () => {
    expect(
      say('confirm', 'en', { business: '{ticket}', ticket: '$& $1' }, { confirm: '{business} {ticket}' }),
    ).toBe('{ticket} $& $1');
  });

  test.each(LANGUAGES)('has a sentence for each purpose in %s, with nothing left open', (language) => {
    expect(Object.keys(BUILT_IN[language]).sort()).toEqual(['ack', 'confirm', 'notify', 'options']);
    const said = [
      say('confirm', language, values),
      say('notify', language, { business: 'ACME', day: 'tomorrow', window: '8am and 2pm', options: '1 (x)' }),
      say('ack', language, { business: 'ACME', choice: '2', label: 'Thursday' }),
      say('options', language, { business: 'ACME', options: '1 (x)' }),
    ];
    for (const sentence of said) expect(sentence).not.toMatch(/[{}]|undefined/);
    expect(said[0]).toContain('1042');
    expect(said[2]).toContain('2');
  });

  test('never breaks, whatever ops write', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (confirm) => {
        const said = say('confirm', 'en', values, { confirm });
        expect(said.trim()).not.toBe('');
        expect(said).not.toMatch(/[{}]/);
      }),
    );
  });
});

describe('an option', () => {
  const digitOf = (text: string) => optionFor(text, DEFAULT_OPTIONS)?.digit;

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
    '٢',
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
    expect(listOptions(DEFAULT_OPTIONS, 'or')).toBe(
      '1 (tomorrow), 2 (Thursday) or 3 (deliver to post office)',
    );
    expect(listOptions(DEFAULT_OPTIONS.slice(0, 1), 'or')).toBe('1 (tomorrow)');
    expect(listOptions([], 'or')).toBe('');
  });
});
