import { createHash, createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { SignJWT } from 'jose';
import { verifyWebhookJwt } from '../../../../../edge/vonage/auth/webhook-jwt.ts';

const secrets = { signatureSecret: 'hooks-secret-16c', apiKey: 'abcd1234', applicationId: 'app-id' };
const now = Date.UTC(2026, 0, 1);
const seconds = now / 1000;
const bytes = (text: string) => new TextEncoder().encode(text);
const body = bytes('{"uuid":"u","to":"447700900000"}');
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest('hex');
const claims = {
  iat: seconds,
  jti: 'j',
  iss: 'Vonage',
  payload_hash: sha256(body),
  api_key: secrets.apiKey,
  application_id: secrets.applicationId,
};
const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Signs with plain crypto: the proof must hold against the standard, not against the library that checks it. */
function token(
  payload: object = claims,
  { alg = 'HS256', secret = secrets.signatureSecret, hash = 'sha256' } = {},
): string {
  const text = `${base64url({ alg, typ: 'JWT' })}.${base64url(payload)}`;
  return `${text}.${createHmac(hash, secret).update(text).digest('base64url')}`;
}
const without = (claim: keyof typeof claims) =>
  Object.fromEntries(Object.entries(claims).filter(([name]) => name !== claim));

interface Asked {
  authorization?: string | undefined;
  method?: string;
  rawBody?: Uint8Array;
  queryString?: string;
  addedQuery?: string;
  secrets?: typeof secrets;
  now?: number;
}
async function prove(asked: Asked): Promise<string> {
  const proof = await verifyWebhookJwt({
    authorization: `Bearer ${token()}`,
    method: 'POST',
    rawBody: body,
    queryString: '',
    secrets,
    now,
    ...asked,
  });
  return proof.ok ? 'ok' : proof.reason;
}
const bearing = (payload: object, options = {}) =>
  prove({ authorization: `Bearer ${token(payload, options)}` });

describe('by POST', () => {
  test('a webhook of Vonage’s', async () => {
    expect(await prove({})).toBe('ok');
    expect(await prove({ authorization: `bearer ${token()}` })).toBe('ok');
    expect(await bearing({ ...claims, payload_hash: claims.payload_hash.toUpperCase() })).toBe('ok');
  });

  test('the hash is of the bytes: no parser, no character set between', async () => {
    const latin = Uint8Array.from([0xe9, 0xff, 0x00, 0x0a]);
    const authorization = `Bearer ${token({ ...claims, payload_hash: sha256(latin) })}`;
    expect(await prove({ authorization, rawBody: latin })).toBe('ok');
    expect(await prove({ authorization, rawBody: bytes(new TextDecoder().decode(latin)) })).toBe(
      'payload-mismatch',
    );
  });

  test.each<[string, Asked, string]>([
    ['another body', { rawBody: bytes('{"uuid":"v"}') }, 'payload-mismatch'],
    [
      'the same JSON with a space',
      { rawBody: bytes('{"uuid":"u", "to":"447700900000"}') },
      'payload-mismatch',
    ],
    ['no body', { rawBody: new Uint8Array() }, 'payload-mismatch'],
    ['no header', { authorization: undefined }, 'missing-authorization'],
    ['an empty header', { authorization: '' }, 'missing-authorization'],
    ['no Bearer', { authorization: token() }, 'malformed-authorization'],
    ['Basic', { authorization: 'Basic YTpi' }, 'malformed-authorization'],
    ['no JWT', { authorization: 'Bearer x.y.z' }, 'malformed-authorization'],
    ['two tokens', { authorization: `Bearer ${token()},Bearer ${token()}` }, 'malformed-authorization'],
    ['a huge one', { authorization: `Bearer ${'a'.repeat(100_000)}.b.c` }, 'malformed-authorization'],
    ['no secret', { secrets: { ...secrets, signatureSecret: '' } }, 'no-secret'],
    [
      'another secret',
      { secrets: { ...secrets, signatureSecret: 'hooks-secret-16d' } },
      'signature-mismatch',
    ],
    ['another account', { secrets: { ...secrets, apiKey: 'other' } }, 'wrong-api-key'],
    ['another application', { secrets: { ...secrets, applicationId: 'other' } }, 'wrong-application'],
    ['no account configured', { secrets: { ...secrets, apiKey: '' } }, 'wrong-api-key'],
    ['301 s late', { now: now + 301_000 }, 'stale-timestamp'],
    ['301 s early', { now: now - 301_000 }, 'stale-timestamp'],
    ['300 s late', { now: now + 300_000 }, 'ok'],
    ['300 s early', { now: now - 300_000 }, 'ok'],
  ])('%s', async (_name, asked, result) => {
    expect(await prove(asked)).toBe(result);
  });

  test.each<[string, object, string]>([
    ['iss missing', without('iss'), 'wrong-issuer'],
    ['iss in another case', { ...claims, iss: 'vonage' }, 'wrong-issuer'],
    ['iss as a list', { ...claims, iss: ['Vonage'] }, 'wrong-issuer'],
    ['api_key missing', without('api_key'), 'wrong-api-key'],
    ['api_key as a list', { ...claims, api_key: [secrets.apiKey] }, 'wrong-api-key'],
    ['application_id missing', without('application_id'), 'wrong-application'],
    ['iat missing', without('iat'), 'missing-timestamp'],
    ['iat as text', { ...claims, iat: String(seconds) }, 'malformed-'],
    ['iat in milliseconds', { ...claims, iat: now }, 'stale-timestamp'],
    ['payload_hash missing', without('payload_hash'), 'missing-payload-hash'],
    ['payload_hash empty', { ...claims, payload_hash: '' }, 'missing-payload-hash'],
    ['payload_hash null', { ...claims, payload_hash: null }, 'missing-payload-hash'],
    ['expired within the leeway', { ...claims, exp: seconds - 59 }, 'ok'],
    ['expired', { ...claims, exp: seconds - 60 }, 'expired'],
    ['long expired', { ...claims, exp: seconds - 301 }, 'expired'],
    ['valid in a few seconds', { ...claims, iat: seconds + 5, nbf: seconds + 5 }, 'ok'],
    ['valid at the leeway’s end', { ...claims, nbf: seconds + 60 }, 'ok'],
    ['not yet valid', { ...claims, nbf: seconds + 61 }, 'malformed-claims'],
    ['nbf as text', { ...claims, nbf: String(seconds) }, 'malformed-claims'],
    ['exp as text', { ...claims, exp: String(seconds + 60) }, 'malformed-claims'],
  ])('%s', async (_name, payload, reason) => {
    expect(await bearing(payload)).toMatch(new RegExp(`^${reason}`));
  });
});

describe('HS256 and nothing else', () => {
  test('none', async () => {
    const unsigned = `${base64url({ alg: 'none' })}.${base64url(claims)}.`;
    expect(await prove({ authorization: `Bearer ${unsigned}` })).not.toBe('ok');
    expect(await bearing(claims, { alg: 'none' })).toBe('wrong-algorithm');
  });

  test('HS512 with the right secret', async () => {
    expect(await bearing(claims, { alg: 'HS512', hash: 'sha512' })).toBe('wrong-algorithm');
  });

  test('RS256', async () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const jwt = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    expect(await prove({ authorization: `Bearer ${jwt}` })).toBe('wrong-algorithm');
  });
});

describe('by GET', () => {
  const queryString = 'to=447700900000&from_user=Jane+Doe&custom_data=%7B%22a%22%3A1%7D&7=x&name=%E6%97%A5';
  const json = '{"to":"447700900000","from_user":"Jane Doe","custom_data":"{\\"a\\":1}","7":"x","name":"日"}';
  const authorization = `Bearer ${token({ ...claims, payload_hash: sha256(json) })}`;
  const get = { authorization, method: 'GET', rawBody: new Uint8Array() };

  test('the hash is of the parameters as compact JSON, in the order received', async () => {
    expect(await prove({ ...get, queryString })).toBe('ok');
    expect(await prove({ ...get, method: 'get', queryString })).toBe('ok');
  });

  test.each<[string, string, string]>([
    ['another order', queryString.split('&').reverse().join('&'), 'payload-mismatch'],
    ['another value', queryString.replace('Jane', 'Joe'), 'payload-mismatch'],
    ['one more', `${queryString}&x=1`, 'payload-mismatch'],
    ['one less', queryString.replace('&7=x', ''), 'payload-mismatch'],
    ['none', '', 'payload-mismatch'],
    ['one repeated', `${queryString}&to=447700900000`, 'repeated-parameter'],
  ])('%s', async (_name, query, reason) => {
    expect(await prove({ ...get, queryString: query })).toBe(reason);
  });

  test('at a URL of ours the hash may be with what stood in it, or without', async () => {
    const businessNumber = { ...get, queryString: `token=t&${queryString}`, addedQuery: queryString };
    expect(await prove(businessNumber)).toBe('ok');
    const whole = `Bearer ${token({ ...claims, payload_hash: sha256(`{"token":"t",${json.slice(1)}`) })}`;
    expect(await prove({ ...businessNumber, authorization: whole })).toBe('ok');
    const other = { ...businessNumber, addedQuery: queryString.replace('Jane', 'Joe') };
    expect(await prove(other)).toBe('payload-mismatch');
    expect(await prove({ ...businessNumber, method: 'POST', rawBody: bytes('') })).toBe('payload-mismatch');
    const twice = `${queryString}&to=1`;
    expect(await prove({ ...get, queryString: twice, addedQuery: twice })).toBe('repeated-parameter');
  });

  test('the hash of an empty body proves no query', async () => {
    expect(await prove({ method: 'GET', queryString, rawBody: body })).toBe('payload-mismatch');
  });
});

test('any change to the body breaks it', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), fc.uint8Array(), async (before, after) => {
      const authorization = `Bearer ${token({ ...claims, payload_hash: sha256(before) })}`;
      const same = Buffer.compare(before, after) === 0;
      expect(await prove({ authorization, rawBody: before })).toBe('ok');
      expect(await prove({ authorization, rawBody: after })).toBe(same ? 'ok' : 'payload-mismatch');
    }),
  );
});

test('any change to the JWT breaks it', async () => {
  const right = token();
  await fc.assert(
    fc.asyncProperty(
      fc.nat({ max: right.length - 1 }),
      fc.stringMatching(/^[A-Za-z0-9_.-]$/),
      async (at, character) => {
        const changed = right.slice(0, at) + character + right.slice(at + 1);
        // The last character of a base64 text has bits that say nothing.
        const same = Buffer.from(changed.split('.')[2] ?? '', 'base64url').equals(
          Buffer.from(right.split('.')[2] ?? '', 'base64url'),
        );
        fc.pre(
          !(same && changed.slice(0, changed.lastIndexOf('.')) === right.slice(0, right.lastIndexOf('.'))),
        );
        expect(await prove({ authorization: `Bearer ${changed}` })).not.toBe('ok');
      },
    ),
    { numRuns: 300 },
  );
});

test('whatever the header says, it is judged', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.string(),
        fc.string().map((text) => `Bearer ${text}`),
      ),
      async (authorization) => {
        expect(await prove({ authorization })).not.toBe('ok');
      },
    ),
  );
});
