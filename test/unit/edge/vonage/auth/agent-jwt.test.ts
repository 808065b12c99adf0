import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SignJWT, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { issueAgentJwt, verifyAgentJwt } from '../../../../../edge/vonage/auth/agent-jwt.ts';

const pair = () =>
  generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
const { privateKey, publicKey } = pair();
const applicationId = 'app-id';
const now = Date.UTC(2026, 0, 1);
const seconds = now / 1000;

const issue = (more: object = {}) =>
  issueAgentJwt({ applicationId, privateKey, user: 'Jane', lifetimeSeconds: 900, now, jti: 'j1', ...more });
const claims = { application_id: applicationId, iat: seconds, exp: seconds + 900, jti: 'j', sub: 'Jane' };

async function prove(authorization: string | undefined, more: object = {}): Promise<string> {
  const proof = await verifyAgentJwt({ authorization, publicKey, applicationId, now, ...more });
  return proof.ok ? `agent ${proof.agent}` : proof.reason;
}
const bearing = async (payload: object, header: object = {}) => {
  const signer = new SignJWT({ ...payload }).setProtectedHeader({ alg: 'RS256', ...header });
  const jwt = await signer.sign(createPrivateKey(privateKey));
  return prove(`Bearer ${jwt}`);
};

describe('issued', () => {
  test('as Vonage wants it for a Client SDK user', async () => {
    const { jwt, expiresAt } = await issue();
    expect(expiresAt).toEqual(new Date(now + 900_000));
    expect(decodeProtectedHeader(jwt)).toEqual({ alg: 'RS256', typ: 'JWT' });
    expect(decodeJwt(jwt)).toEqual({
      application_id: applicationId,
      iat: seconds,
      exp: seconds + 900,
      jti: 'j1',
      sub: 'Jane',
      acl: {
        paths: {
          '/*/users/**': {},
          '/*/conversations/**': {},
          '/*/sessions/**': {},
          '/*/devices/**': {},
          '/*/image/**': {},
          '/*/media/**': {},
          '/*/applications/**': {},
          '/*/push/**': {},
          '/*/knocking/**': {},
          '/*/legs/**': {},
        },
      },
    });
    await jwtVerify(jwt, createPublicKey(publicKey), { currentDate: new Date(now) });
  });

  test.each([
    [1, 1],
    [86_400, 86_400],
    [86_401, 86_400],
    [Infinity, 86_400],
    [90.9, 90],
  ])('for %d s lives %d s', async (lifetimeSeconds, lives) => {
    const { jwt, expiresAt } = await issue({ lifetimeSeconds });
    expect(decodeJwt(jwt).exp).toBe(seconds + lives);
    expect(expiresAt.getTime()).toBe(now + lives * 1000);
  });

  test.each([0, -1, NaN, 0.5])('not for %d s', async (lifetimeSeconds) => {
    await expect(issue({ lifetimeSeconds })).rejects.toThrow(RangeError);
  });

  test('not for nobody', async () => {
    await expect(issue({ user: ' ' })).rejects.toThrow(RangeError);
  });

  test('not with a broken key, whose text is not told', async () => {
    const broken = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----';
    await expect(issue({ privateKey: broken })).rejects.toThrow(expect.not.stringContaining('c2VjcmV0'));
  });
});

describe('proven', () => {
  test.each(['Jane', 'Joe', 'ジェーン', 'a b'])('what we issued to %s', async (user) => {
    const { jwt } = await issue({ user });
    expect(await prove(`Bearer ${jwt}`)).toBe(`agent ${user}`);
    expect(await prove(`Bearer ${jwt}`, { publicKey: createPublicKey(publicKey) })).toBe(`agent ${user}`);
  });

  test('from a clock that is a few seconds ahead', async () => {
    expect(await bearing({ ...claims, iat: seconds + 5, nbf: seconds + 5 })).toBe('agent Jane');
  });

  test('until it expires', async () => {
    const { jwt } = await issue();
    expect(await prove(`Bearer ${jwt}`, { now: now + 899_000 })).toBe('agent Jane');
    expect(await prove(`Bearer ${jwt}`, { now: now + 900_000 })).toBe('expired');
  });

  test('not for another application, not with another key', async () => {
    const { jwt } = await issue();
    expect(await prove(`Bearer ${jwt}`, { applicationId: 'other' })).toBe('wrong-application');
    expect(await prove(`Bearer ${jwt}`, { publicKey: pair().publicKey })).toBe('signature-mismatch');
  });

  test.each([
    undefined,
    '',
    'Bearer',
    'Bearer ',
    'Bearer x',
    'Basic YTpi',
    'Bearer a.b.c',
    `Bearer ${'a'.repeat(9_000)}.b.c`,
  ])('not for %j', async (authorization) =>
    expect(await prove(authorization)).toMatch(/^(missing|malformed)-authorization$/),
  );

  test.each<[string, object, string]>([
    ['no sub: the application’s own token', { ...claims, sub: undefined }, 'malformed-claims'],
    ['an empty sub', { ...claims, sub: '' }, 'malformed-claims'],
    ['a blank sub', { ...claims, sub: ' ' }, 'malformed-claims'],
    ['a sub that is no text', { ...claims, sub: 7 }, 'malformed-claims'],
    ['no exp', { ...claims, exp: undefined }, 'malformed-claims'],
    ['exp as text', { ...claims, exp: String(claims.exp) }, 'malformed-claims'],
    ['no iat', { ...claims, iat: undefined }, 'malformed-claims'],
    ['iat as text', { ...claims, iat: String(seconds) }, 'malformed-claims'],
    ['iat to come', { ...claims, iat: seconds + 301, exp: seconds + 900 }, 'stale-timestamp'],
    ['nbf beyond the leeway', { ...claims, nbf: seconds + 61 }, 'malformed-claims'],
    ['expired by a second', { ...claims, exp: seconds - 1 }, 'expired'],
    ['a life of over 24 hours', { ...claims, exp: seconds + 86_401 }, 'malformed-claims'],
    ['no application', { ...claims, application_id: undefined }, 'malformed-claims'],
    ['another application', { ...claims, application_id: 'other' }, 'wrong-application'],
    ['applications', { ...claims, application_id: [applicationId] }, 'wrong-application'],
  ])('not with %s', async (_name, payload, reason) => {
    expect(await bearing(payload)).toBe(reason);
  });

  test('not signed with the public key as a secret, not unsigned, not PS256', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const text = `${part({ alg: 'HS256' })}.${part(claims)}`;
    const confused = `${text}.${createHmac('sha256', publicKey).update(text).digest('base64url')}`;
    expect(await prove(`Bearer ${confused}`)).toBe('wrong-algorithm');
    expect(await prove(`Bearer ${part({ alg: 'none' })}.${part(claims)}.`)).not.toContain('agent');
    expect(await bearing(claims, { alg: 'PS256' })).toBe('wrong-algorithm');
  });

  test('not when there is no key, or none that can check it', async () => {
    const { jwt } = await issue();
    const { publicKey: elliptic } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(await prove(`Bearer ${jwt}`, { publicKey: '' })).toBe('no-secret');
    expect(await prove(`Bearer ${jwt}`, { applicationId: '' })).toBe('no-secret');
    expect(await prove(`Bearer ${jwt}`, { publicKey: 'not a PEM' })).toBe('unusable-key');
    expect(await prove(`Bearer ${jwt}`, { publicKey: elliptic })).toBe('unusable-key');
  });

  test('not when a single byte of its claims was changed', async () => {
    const { jwt } = await issue();
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const raw = Buffer.from(payload, 'base64url');
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: raw.length - 1 }),
        fc.integer({ min: 1, max: 255 }),
        async (at, bits) => {
          const changed = Buffer.from(raw);
          changed[at] = (changed[at] ?? 0) ^ bits;
          const forged = `${header}.${changed.toString('base64url')}.${signature}`;
          expect(await prove(`Bearer ${forged}`)).toBe('signature-mismatch');
        },
      ),
    );
  });
});
