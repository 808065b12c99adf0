import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  bodyType,
  contentType,
  FORM,
  JSON_BODY,
  jsonBody,
  parameters,
  rawBody,
} from '../../../../edge/http/parameters.ts';
import { request } from '../request.ts';

const JSON_TYPE = 'application/json';
const form = (body: string, base64 = true) => request({ type: FORM, body, base64 });
const json = (body: unknown, type = JSON_TYPE) =>
  request({ type, body: typeof body === 'string' ? body : JSON.stringify(body) });
const refusal = (status: number): unknown => expect.objectContaining({ name: 'ClientError', status });

describe('parameters', () => {
  test('come from the query of a GET, decoded', () => {
    const query =
      'msisdn=447700900001&text=caf%C3%A9+%26+%F0%9F%98%80&message-timestamp=2026-11-21+10%3A00%3A00';
    expect({ ...parameters(request({ method: 'GET', query })) }).toEqual({
      msisdn: '447700900001',
      text: 'café & 😀',
      'message-timestamp': '2026-11-21 10:00:00',
    });
  });

  test('come from a form, as text and as base64', () => {
    for (const base64 of [true, false]) {
      expect({ ...parameters(form('text=%E4%BD%A0%E5%A5%BD&to=447700900000', base64)) }).toEqual({
        text: '你好',
        to: '447700900000',
      });
    }
  });

  test('come from JSON, numbers as their digits', () => {
    const body = { msisdn: 447700900001, text: 'こんにちは', concat: true, keyword: null };
    expect({ ...parameters(json(body, 'Application/JSON; charset=utf-8')) }).toEqual({
      msisdn: '447700900001',
      text: 'こんにちは',
      concat: 'true',
    });
  });

  test('of the query are not those of a POST, nor those of a body those of a GET', () => {
    expect({ ...parameters(request({ type: JSON_TYPE, query: 'text=query', body: '{}' })) }).toEqual({});
    expect({
      ...parameters(request({ method: 'GET', query: '', type: JSON_TYPE, body: '{"text":"body"}' })),
    }).toEqual({});
  });

  test.each([
    ['a query', () => request({ method: 'GET', query: 'to=1&to=2' })],
    ['a query with the same value', () => request({ method: 'GET', query: 'to=1&to=1' })],
    ['a form', () => form('to=1&text=a&to=2')],
    ['a form, encoded differently', () => form('to=1&%74%6F=2')],
    ['a form with a hostile name', () => form('__proto__=1&__proto__=2')],
  ])('repeated in %s are refused', (_name, made) => {
    expect(() => parameters(made())).toThrow(refusal(400));
  });

  test.each([
    [{ to: ['1', '2'] }],
    [{ to: { a: 1 } }],
    [{ text: [] }],
    [{ __proto__: 1, deep: { constructor: { prototype: 1 } } }],
  ])('nested values are refused (case %#)', (body) => {
    expect(() => parameters(json(body))).toThrow(refusal(400));
  });

  test.each([
    '',
    '{',
    'null',
    '[]',
    '"text"',
    '7',
    'true',
    '[{"to":"1"}]',
    'to=1',
    '{"to":"1"}{"to":"2"}',
    '['.repeat(100_000),
  ])('a JSON body that is none, or no object, is refused (case %#)', (body) => {
    expect(() => parameters(json(body))).toThrow(refusal(400));
  });

  test.each([
    undefined,
    '',
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
    'application/jsonp',
    'json',
    ';',
  ])('of content type %p are refused', (type) => {
    const made = request({ body: '{"to":"1"}', ...(type !== undefined && { type }) });
    expect(() => parameters(made)).toThrow(refusal(415));
  });

  test('a refusal never repeats what was sent', () => {
    const secret = 'hunter2hunter2';
    const hostile = [
      form(`${secret}=1&${secret}=2`),
      json(`{"a": ${secret}`),
      json({ [secret]: { a: secret } }),
      request({ type: secret, body: secret }),
    ];
    for (const made of hostile) {
      let said = '';
      try {
        parameters(made);
      } catch (error) {
        said = error instanceof Error ? `${error.message} ${JSON.stringify(error)}` : '';
      }
      expect(said).not.toBe('');
      expect(said).not.toContain(secret);
    }
  });

  test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', ''])(
    'named %p are data and change no object',
    (name) => {
      for (const made of [
        request({ method: 'GET', query: `${name}=evil` }),
        form(`${name}=evil`),
        json(`{"${name}":"evil"}`),
      ]) {
        const found = parameters(made);
        expect(Object.entries(found)).toEqual([[name, 'evil']]);
        expect({}).not.toHaveProperty('evil');
        expect(Object.getPrototypeOf({})).toBe(Object.prototype);
      }
    },
  );

  test('nothing stands under a name that was not sent', () => {
    const found = parameters(request({ method: 'GET', query: '' }));
    for (const name of ['constructor', '__proto__', 'toString', 'msisdn'])
      expect(found[name]).toBeUndefined();
  });

  test('1 MB of text comes through whole; a million parameters come to an end', () => {
    const text = '😀'.repeat(250_000);
    expect(parameters(json({ text }))['text']).toBe(text);
    expect(() => parameters(form('a=1&'.repeat(250_000)))).toThrow(refusal(400));
  });

  test('broken escapes are text as they stand', () => {
    expect({ ...parameters(form('text=100%&to=%zz%4')) }).toEqual({ text: '100%', to: '%zz%4' });
  });

  test('whatever is sent as a form is read as it was meant', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.string({ unit: 'grapheme' })),
        (sent) => {
          const body = new URLSearchParams(Object.entries(sent)).toString();
          expect(Object.entries(parameters(form(body)))).toEqual(Object.entries(sent));
        },
      ),
    );
  });
});

describe('what is not UTF-8', () => {
  const LATIN = Buffer.from('{"day":"été"}', 'latin1');
  const sent = (type: string, bytes: Uint8Array) => ({
    ...request({ type, body: '' }),
    body: Buffer.from(bytes).toString('base64'),
    isBase64Encoded: true,
  });
  const notUtf8: unknown = expect.objectContaining({ status: 400, reason: 'not-utf8' });

  test.each<[string, Uint8Array]>([
    ['Latin-1', LATIN],
    ['Shift_JIS', Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0x93, 0xfa, 0x22, 0x7d])],
    ['UTF-16', Buffer.from('\ufeff{"day":"x"}', 'utf16le')],
    ['half a character', Buffer.from([0x7b, 0xe2, 0x82, 0x7d])],
    ['an overlong slash', Buffer.from([0x22, 0xc0, 0xaf, 0x22])],
    ['half a surrogate pair', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
  ])('%s is refused, as JSON and as a form, also where a signature covers it', (_name, bytes) => {
    expect(() => jsonBody(sent(JSON_TYPE, bytes))).toThrow(notUtf8);
    expect(() => jsonBody(sent(JSON_TYPE, bytes), { isSigned: true })).toThrow(notUtf8);
    expect(() => parameters(sent(FORM, bytes))).toThrow(notUtf8);
  });

  test('and what the gateway made of it, which hands JSON over as text', () => {
    const replaced = json(LATIN.toString('utf8'));
    expect(replaced.body).toContain('\ufffd');
    expect(() => jsonBody(replaced)).toThrow(notUtf8);
    expect(() => parameters(replaced)).toThrow(notUtf8);
  });

  test('a U+FFFD that the sender wrote is taken where its bytes are known', () => {
    const written = '{"text":"\ufffd"}';
    expect(jsonBody(json(written), { isSigned: true })).toEqual({ text: '\ufffd' });
    expect(jsonBody(sent(JSON_TYPE, Buffer.from(written)))).toEqual({ text: '\ufffd' });
    expect(jsonBody(json('{"text":"\\ufffd"}'))).toEqual({ text: '\ufffd' });
    expect(parameters(form('text=%EF%BF%BD'))['text']).toBe('\ufffd');
  });

  test.each(['text=%e9t%e9', 'text=caf%C3', 'text=%C3+%A9', 'text=%C3&to=%A9', '%ff=1', 'a=%ED%A0%80'])(
    'in a form and in a query, percent-encoded: %s',
    (encoded) => {
      expect(() => parameters(form(encoded))).toThrow(notUtf8);
      expect(() => parameters(form(encoded, false))).toThrow(notUtf8);
      expect(() => parameters(request({ method: 'GET', query: encoded }))).toThrow(notUtf8);
    },
  );

  test('the sentence asks for UTF-8 and repeats nothing', () => {
    expect(() => jsonBody(sent(JSON_TYPE, LATIN))).toThrow(/UTF-8/);
    expect(() => jsonBody(sent(JSON_TYPE, LATIN))).not.toThrow(/day/);
  });

  test('whatever bytes come: what is read holds no U+FFFD that was not sent', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const encoded = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
        try {
          const read = parameters(form(`text=${encoded}`))['text'] ?? '';
          expect(Buffer.from(read)).toEqual(Buffer.from(bytes));
        } catch (error) {
          expect(error).toEqual(notUtf8);
        }
      }),
    );
  });
});

test.each([
  ['as text', json('\ufeff{"to":"1"}')],
  ['as base64', request({ type: JSON_TYPE, body: '\ufeff{"to":"1"}', base64: true })],
])('a byte order mark before JSON is no part of it, %s', (_way, made) => {
  expect(jsonBody(made)).toEqual({ to: '1' });
  expect({ ...parameters(made) }).toEqual({ to: '1' });
});

describe('a content type', () => {
  test('that a route does not take is 415, in a sentence that names those it takes', () => {
    const made = request({ type: 'multipart/form-data; boundary=x', body: '--x' });
    expect(() => bodyType(made, [JSON_BODY])).toThrow(refusal(415));
    expect(() => bodyType(made, [JSON_BODY])).toThrow('Send the body as application/json.');
    expect(() => bodyType(made, [JSON_BODY, FORM])).toThrow(
      'Send the body as application/json or application/x-www-form-urlencoded.',
    );
    expect(bodyType(form('a=1'), [JSON_BODY, FORM])).toBe(FORM);
    expect(() => bodyType(form('a=1'), [JSON_BODY])).toThrow(refusal(415));
  });
});

describe('the body', () => {
  test('is the bytes that came, whichever way the gateway hands them over', () => {
    const bytes = 'text=caf%C3%A9&raw=ü😀';
    expect(rawBody(form(bytes, true))).toEqual(Buffer.from(bytes));
    expect(rawBody(form(bytes, false))).toEqual(Buffer.from(bytes));
    expect(rawBody(request({}))).toEqual(Buffer.alloc(0));
  });

  test('that is no JSON is refused without a trace of it', () => {
    expect(() => jsonBody(request({ body: 'secret{' }))).toThrow(refusal(400));
    expect(() => jsonBody(request({}))).toThrow(refusal(400));
  });

  test('has a type without its parameters, in lower case', () => {
    expect(contentType(request({ type: ' Application/JSON ; charset=UTF-8' }))).toBe('application/json');
    expect(contentType(request({}))).toBe('');
  });
});
