import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  type SignatureMethod,
  signatureOf,
  verifySignature,
} from '../../../../../edge/vonage/auth/sms-signature.ts';

const secret = 'my_secret_key_for_testing';
const signedAt = 1_385_047_698;
const now = signedAt * 1000;
const methods: SignatureMethod[] = ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'];
/** The check vector of the documentation. */
const vector = {
  'message-timestamp': '2013-11-21 15:27:30',
  messageId: '020000001B0FE827',
  msisdn: '14843472194',
  text: 'Test again',
  timestamp: '1385047698',
  to: '13239877404',
  type: 'text',
};
const MD5HASH = 'd2e7b1dc968737c5998ad624e02f90b7';
const SHA256 = 'DDB8397C2B90AAC7F3882D306475C9A5058C92322EEF43C92B298B6E0FC0D330';

const signed = (params: Record<string, string>, method: SignatureMethod = 'sha256') => ({
  ...params,
  sig: signatureOf(params, { secret, method }),
});
const verify = (
  params: Record<string, unknown> | URLSearchParams,
  method: SignatureMethod = 'sha256',
  at = now,
) => verifySignature(params, { secret, method, now: at });
const refused = (reason: string) => ({ ok: false, reason });

describe('the check vector', () => {
  test('md5hash and HMAC-SHA256', () => {
    expect(signatureOf(vector, { secret, method: 'md5hash' }).toLowerCase()).toBe(MD5HASH);
    expect(signatureOf(vector, { secret, method: 'sha256' })).toBe(SHA256);
  });

  test('is verified in either case, in any order, as an object, a form or a query', () => {
    for (const sig of [SHA256, SHA256.toLowerCase()]) {
      expect(verify({ ...vector, sig })).toEqual({ ok: true });
      expect(verify({ sig, ...Object.fromEntries(Object.entries(vector).reverse()) })).toEqual({ ok: true });
      expect(verify(new URLSearchParams({ ...vector, sig }))).toEqual({ ok: true });
    }
    expect(verify({ ...vector, sig: MD5HASH }, 'md5hash')).toEqual({ ok: true });
  });

  test('a JSON body has numbers', () => {
    expect(verify({ ...vector, msisdn: 14843472194, timestamp: signedAt, sig: SHA256 })).toEqual({
      ok: true,
    });
  });

  test.each<[SignatureMethod, number]>([
    ['md5hash', 32],
    ['md5', 32],
    ['sha1', 40],
    ['sha256', 64],
    ['sha512', 128],
  ])('%s has %d digits and is no other method’s', (method, length) => {
    const params = signed(vector, method);
    expect(params.sig).toMatch(new RegExp(`^[0-9A-F]{${length}}$`));
    expect(methods.filter((other) => verify(params, other).ok)).toEqual([method]);
  });

  test('keys are sorted by code unit: capitals first, a hyphen before a letter', () => {
    const params = { b: '1', B: '2', a: '3', aB: '4', 'a-b': '5' };
    const text = `&B=2&a=3&a-b=5&aB=4&b=1${secret}`;
    const expected = createHash('md5').update(text).digest('hex').toUpperCase();
    expect(signatureOf(params, { secret, method: 'md5hash' })).toBe(expected);
  });

  test('& and = of a value read as _', () => {
    const params = { ...vector, text: 'a&b=c' };
    expect(signatureOf(params, { secret, method: 'sha1' })).toBe(
      signatureOf({ ...vector, text: 'a_b_c' }, { secret, method: 'sha1' }),
    );
    expect(verify(signed(params))).toEqual({ ok: true });
  });

  test('Japanese, Chinese and emoji are signed as UTF-8', () => {
    for (const method of methods)
      expect(verify(signed({ ...vector, text: '予約を変更 改签 🙂 é' }, method), method).ok).toBe(true);
  });
});

describe('refused', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['no sig', vector, 'missing-signature'],
    ['an empty sig', { ...vector, sig: '' }, 'missing-signature'],
    ['another sig', { ...vector, sig: 'f'.repeat(64) }, 'signature-mismatch'],
    ['half a sig', { ...vector, sig: SHA256.slice(0, 32) }, 'signature-mismatch'],
    ['a sig of markup', { ...vector, sig: '<script>' }, 'signature-mismatch'],
    ['a huge sig', { ...vector, sig: 'f'.repeat(1_000_000) }, 'signature-mismatch'],
    ['a sig of two', { ...vector, sig: [SHA256, SHA256] }, 'repeated-parameter'],
    ['a repeated value', { ...vector, sig: SHA256, text: ['Test again', 'x'] }, 'repeated-parameter'],
    ['a nested value', { ...vector, sig: SHA256, text: { a: 'Test again' } }, 'nested-parameter'],
    ['another text', { ...vector, sig: SHA256, text: 'Test agaim' }, 'signature-mismatch'],
    ['one more parameter', { ...vector, sig: SHA256, more: 'x' }, 'signature-mismatch'],
    ['nothing at all', {}, 'missing-signature'],
    ['no timestamp', signed({ text: 'x' }), 'missing-timestamp'],
    ['a timestamp that is none', signed({ timestamp: '2013-11-21 15:27:30' }), 'malformed-timestamp'],
    ['a timestamp in milliseconds', signed({ timestamp: String(now) }), 'malformed-timestamp'],
    ['a negative timestamp', signed({ timestamp: '-1' }), 'malformed-timestamp'],
  ])('%s', (_name, params, reason) => {
    expect(verify(params)).toEqual(refused(reason));
  });

  test('a repeated parameter in a form, even with the same value', () => {
    const form = new URLSearchParams({ ...vector, sig: SHA256 });
    form.append('text', 'Test again');
    expect(verify(form)).toEqual(refused('repeated-parameter'));
  });

  test('two parameters folded into the name of one', () => {
    const { text, timestamp, ...rest } = vector;
    expect(verify({ ...rest, [`text=${text}&timestamp`]: timestamp, sig: SHA256 })).toEqual(
      refused('malformed-parameter'),
    );
  });

  test('without a secret everything is, also what an empty secret signed', () => {
    const sig = signatureOf(vector, { secret: '', method: 'sha256' });
    expect(verifySignature({ ...vector, sig }, { secret: '', method: 'sha256', now })).toEqual(
      refused('no-secret'),
    );
  });

  test.each([
    [-301, false],
    [-300, true],
    [0, true],
    [300, true],
    [301, false],
    [86_400 * 365, false],
  ])('%d seconds off: %s', (seconds, ok) => {
    const proof = verify({ ...vector, sig: SHA256 }, 'sha256', now + seconds * 1000);
    expect(proof).toEqual(ok ? { ok } : refused('stale-timestamp'));
  });
});

describe('blank values, on which sources disagree', () => {
  const blank = { ...vector, keyword: '', udh: ' ' };

  test('signed with them', () => {
    expect(verify(signed(blank))).toEqual({ ok: true });
    expect(verify({ ...signed(blank), keyword: null })).toEqual({ ok: true });
  });

  test('signed without them', () => {
    expect(verify({ ...blank, sig: SHA256 })).toEqual({ ok: true });
    expect(verify({ ...blank, keyword: null, sig: SHA256 })).toEqual({ ok: true });
  });

  test('one that was signed cannot be dropped', () => {
    const rest = Object.entries(signed(blank)).filter(([name]) => name !== 'keyword');
    expect(verify(Object.fromEntries(rest))).toEqual(refused('signature-mismatch'));
  });
});
