import { describe, expect, test } from '@jest/globals';
import { equal } from '../../../../../edge/http/constant-time.ts';
import { type SmsAuthMode, verifySmsWebhook } from '../../../../../edge/vonage/auth/sms-webhook.ts';
import { type SmsParams, signatureOf } from '../../../../../edge/vonage/auth/sms-signature.ts';

const secrets = {
  webhookToken: 'token-of-the-registered-url',
  signatureSecret: 'a-secret',
  signatureMethod: 'sha256' as const,
};
const token = secrets.webhookToken;
const now = Date.UTC(2026, 0, 1);
const plain = {
  msisdn: '447700900456',
  to: '447700900000',
  messageId: 'm1',
  text: 'Hi',
  timestamp: String(now / 1000),
};
const sig = signatureOf(plain, { secret: secrets.signatureSecret, method: 'sha256' });
const signed = { ...plain, sig };
const forged = { ...signed, text: 'Ho' };

const prove = (
  mode: SmsAuthMode,
  given: string | undefined,
  params: SmsParams,
  more: Partial<typeof secrets> = {},
) => {
  const proof = verifySmsWebhook({ mode, token: given, params, secrets: { ...secrets, ...more }, now });
  return proof.ok ? 'ok' : proof.reason;
};

test.each<[SmsAuthMode, string, string | undefined, SmsParams, string]>([
  ['token', 'right token, no sig', token, plain, 'ok'],
  ['token', 'right token, right sig', token, signed, 'ok'],
  ['token', 'right token, wrong sig: it is always verified', token, forged, 'signature-mismatch'],
  ['token', 'right token, empty sig', token, { ...plain, sig: '' }, 'missing-signature'],
  ['token', 'no token', undefined, signed, 'missing-token'],
  ['token', 'empty token', '', signed, 'missing-token'],
  ['token', 'wrong token', `${token}x`, signed, 'token-mismatch'],
  ['token', 'half a token', token.slice(0, -1), plain, 'token-mismatch'],
  ['signature', 'no token, right sig', undefined, signed, 'ok'],
  ['signature', 'wrong token, right sig', 'x', signed, 'ok'],
  ['signature', 'no sig at our URL', token, plain, 'unsigned-webhook'],
  ['signature', 'an empty sig at our URL', token, { ...plain, sig: '' }, 'missing-signature'],
  ['signature', 'no sig, no token', undefined, plain, 'missing-signature'],
  ['signature', 'no sig, wrong token', 'x', plain, 'missing-signature'],
  ['signature', 'wrong sig', token, forged, 'signature-mismatch'],
  ['both', 'both', token, signed, 'ok'],
  ['both', 'token only', token, plain, 'unsigned-webhook'],
  ['both', 'token and an empty sig', token, { ...plain, sig: '' }, 'missing-signature'],
  ['both', 'sig only', undefined, signed, 'missing-token'],
  ['both', 'wrong sig', token, forged, 'signature-mismatch'],
  ['both', 'wrong token', 'x', signed, 'token-mismatch'],
  ['both', 'nothing', undefined, {}, 'missing-token'],
  ['both', 'wrong token, no sig', 'x', plain, 'token-mismatch'],
])('%s: %s', (mode, _name, given, params, result) => {
  expect(prove(mode, given, params)).toBe(result);
});

describe('by GET our token stands among the parameters', () => {
  test.each<[string, SmsParams]>([
    ['a query', new URLSearchParams({ token, ...signed })],
    ['an object', { token, ...signed }],
  ])('%s is verified without it', (_name, params) => {
    expect(prove('both', token, params)).toBe('ok');
  });

  test('and is no signature', () => {
    expect(prove('both', token, new URLSearchParams({ token, ...plain }))).toBe('unsigned-webhook');
  });

  test('a token that is not the URL’s is a parameter that nobody signed', () => {
    expect(prove('both', token, { ...signed, token: 'x' })).toBe('signature-mismatch');
    expect(prove('signature', undefined, { ...signed, token })).toBe('signature-mismatch');
  });

  test('a token that comes twice is refused', () => {
    const query = new URLSearchParams({ token, ...signed });
    query.append('token', token);
    expect(prove('both', token, query)).toBe('repeated-parameter');
  });
});

describe('secrets that are not there open no door', () => {
  test.each<[SmsAuthMode, Partial<typeof secrets>]>([
    ['token', { webhookToken: '' }],
    ['signature', { signatureSecret: '' }],
    ['both', { signatureSecret: '' }],
    ['both', { webhookToken: '' }],
  ])('%s with %j', (mode, more) => {
    expect(prove(mode, token, signed, more)).toBe('no-secret');
  });

  test('in token mode a sig that cannot be checked is refused', () => {
    expect(prove('token', token, signed, { signatureSecret: '' })).toBe('no-secret');
    expect(prove('token', token, plain, { signatureSecret: '' })).toBe('ok');
  });
});

test('a stale webhook is refused though everything else is right', () => {
  const late = now + 301_000;
  expect(verifySmsWebhook({ mode: 'both', token, params: signed, secrets, now: late })).toEqual({
    ok: false,
    reason: 'stale-timestamp',
  });
});

test.each([
  ['a', 'a', true],
  ['a', 'b', false],
  ['a', 'aa', false],
  ['', 'a', false],
  ['a', '', false],
  ['', '', false],
  ['日本', '日本', true],
  ['x'.repeat(1_000_000), 'x', false],
])('equal(%#)', (given, expected, same) => {
  expect(equal(given, expected)).toBe(same);
});
