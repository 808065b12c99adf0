import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentType, jsonBody, parameters, rawBody } from '../../../edge/http/parameters.ts';
import { request } from './request.ts';

const FORM = 'application/x-www-form-urlencoded';
const JSON_TYPE = 'application/json';
const form = (body: string, base64 = true) => request({ type: FORM, body, base64 });
const json = (body: unknown, type = JSON_TYPE) =>
  request({ type, body: typeof body === 'string' ? body : JSON.stringify(body) });
const refusal = (status: number): unknown => expect.objectContaining({ name: 'Refusal', status });

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
    '\ufeff{}',
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

  test('broken escapes and broken UTF-8 do not break the parser', () => {
    expect(typeof parameters(form('text=%E0%A4%A&to=%'))['text']).toBe('string');
    const broken = { ...form(''), body: Buffer.from([0x74, 0x3d, 0xff, 0xfe]).toString('base64') };
    expect(typeof parameters(broken)['t']).toBe('string');
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
