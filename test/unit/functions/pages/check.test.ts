import { describe, expect, test } from '@jest/globals';
import { ClientError } from '../../../../desk/client-error.ts';
import { check } from '../../../../functions/pages/check.ts';
import { request } from '../../edge/request.ts';

const ask = (body: string, { query = 'lang=en', type = 'application/json' } = {}) =>
  check(request({ path: '/notify/check', query, type, body }));
const told = (number: string, query?: string): unknown => {
  const { statusCode, body } = ask(JSON.stringify({ number }), query === undefined ? {} : { query });
  expect(statusCode).toBe(200);
  return JSON.parse(body ?? '');
};

describe('a number that is being typed', () => {
  test.each([
    ['+447700900001', '447700900001', '+44 7700 900001', 'GB'],
    ['+44 (7700) 900-001', '447700900001', '+44 7700 900001', 'GB'],
    ['0081 90 1234 5678', '819012345678', '+81 90 1234 5678', 'JP'],
    ['＋８６　１３８００１３８０００', '8613800138000', '+86 138 0013 8000', 'CN'],
    ['12684601234', '12684601234', '+1 268 460 1234', 'AG'],
  ])('%p is %s, of its country', (written, number, international, country) => {
    expect(told(written)).toEqual({ number, international, country });
  });

  test('may be of no country', () => {
    expect(told('+80012345678')).toEqual({ number: '80012345678', international: '+800 1234 5678' });
  });

  test.each([
    '',
    '+44',
    '07700900001',
    '(650) 555-0123',
    '62442',
    'ACME',
    '<script>alert(1)</script>',
    'sip:jane',
    '4'.repeat(1_000),
    'a\0b',
  ])('%p is none yet; what was typed is not repeated', (written) => {
    const answer = told(written);
    expect(answer).toEqual({ error: expect.stringMatching(/^[A-Z].*\.$/) });
    if (written.length > 3) expect(JSON.stringify(answer)).not.toContain(written);
  });

  test.each([
    ['lang=ja', /国番号/],
    ['lang=zh', /国家/],
    ['', /country code/],
  ])('with ?%s is answered in that language', (query, sentence) => {
    expect(told('+44', query)).toEqual({ error: expect.stringMatching(sentence) });
  });
});

describe('what is no question', () => {
  test.each([
    ['no JSON', '{"number":', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
    ['no number', '{}', 400],
    ['a number that is a number', '{"number":447700900001}', 400],
    ['more than a number', '{"number":"+44","key":"x"}', 400],
    ['too much', JSON.stringify({ number: '4'.repeat(10_000) }), 400],
    ['nothing', '', 400],
  ])('%s is refused', (_name, body, status) => {
    expect(() => ask(body)).toThrow(ClientError);
    expect(() => ask(body)).toThrow(expect.objectContaining({ status }));
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', ''])('as %p is refused', (type) => {
    expect(() => ask('{"number":"+447700900001"}', { type })).toThrow(
      expect.objectContaining({ status: 415 }),
    );
  });
});
