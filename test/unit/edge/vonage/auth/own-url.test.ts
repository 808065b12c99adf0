import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyOwnUrl, withMac } from '../../../../../edge/vonage/auth/own-url.ts';

const webhookToken = 'token-of-the-registered-url';
const origin = 'https://desk.example';
const route = `${origin}/webhooks/route?call=CON-1&agent=Jane+Doe&ring=1&tried=Joe&tried=%E4%BD%90%E8%97%A4`;

const prove = (address: string, method = 'POST', token = webhookToken) => {
  const url = new URL(address);
  return verifyOwnUrl({ method, path: url.pathname, queryString: url.search.slice(1), webhookToken: token });
};
const reason = (...asked: Parameters<typeof prove>): string => {
  const proof = prove(...asked);
  return proof.ok ? proof.by : proof.reason;
};

describe('a URL that the desk hands out', () => {
  const businessNumber = withMac(route, webhookToken);

  test('carries the MAC that docs/webhooks.md describes, and not the token', () => {
    const key = createHmac('sha256', webhookToken).update('frontdesk: MAC of a handed-out URL, v1').digest();
    const said =
      '["/webhooks/route",["call","CON-1"],["agent","Jane Doe"],["ring","1"],["tried","Joe"],["tried","佐藤"]]';
    const mac = createHmac('sha256', key).update(said).digest('base64url');
    expect(businessNumber).toBe(`${route}&mac=${mac}`);
    expect(businessNumber).not.toContain(webhookToken);
  });

  test('is ours, with its parameters, however they are encoded', () => {
    const proof = prove(businessNumber);
    expect(proof).toMatchObject({ ok: true, by: 'mac', added: '' });
    expect(proof.ok && [...proof.parameters].map(([name]) => name)).toEqual([
      'call',
      'agent',
      'ring',
      'tried',
      'tried',
    ]);
    expect(reason(businessNumber.replace('Jane+Doe', 'Jane%20Doe'))).toBe('mac');
  });

  test('replaces a MAC that stands in it already', () => {
    expect(withMac(businessNumber, webhookToken)).toBe(businessNumber);
    expect(withMac(`${route}&mac=forged`, webhookToken)).toBe(businessNumber);
  });

  test.each<[string, string]>([
    ['another agent', businessNumber.replace('Jane', 'Joe')],
    ['another call', businessNumber.replace('CON-1', 'CON-2')],
    ['another ring', businessNumber.replace('ring=1', 'ring=2')],
    ['another path', businessNumber.replace('/webhooks/route', '/webhooks/dtmf')],
    ['one parameter less', businessNumber.replace('&tried=Joe', '')],
    ['one parameter more before the MAC', businessNumber.replace('&mac=', '&late=1&mac=')],
    ['one parameter more behind it', `${businessNumber}&late=1`],
    ['another order', businessNumber.replace('call=CON-1&agent=Jane+Doe', 'agent=Jane+Doe&call=CON-1')],
    ['a parameter that became part of another', businessNumber.replace('&ring=1', '%26ring%3D1')],
    ['half a MAC', businessNumber.slice(0, -20)],
    ['an empty MAC', `${route}&mac=`],
    ['two MACs', `${businessNumber}&mac=${new URL(businessNumber).searchParams.get('mac')}`],
    ['the token for a MAC', `${route}&mac=${webhookToken}`],
    ['the token beside a wrong MAC', `${route}&token=${webhookToken}&mac=wrong`],
  ])('with %s is not', (_name, address) => {
    expect(reason(address)).toBe('mac-mismatch');
  });

  test('is not ours under another token', () => {
    expect(reason(businessNumber, 'POST', 'another-token-entirely')).toBe('mac-mismatch');
    expect(reason(businessNumber, 'POST', '')).toBe('no-secret');
  });

  test('by GET stands before what Vonage adds, which is not among its parameters', () => {
    const dtmf = withMac(`${origin}/webhooks/dtmf?attempt=2`, webhookToken);
    const proof = prove(`${dtmf}&attempt=9&from=447700900001`, 'GET');
    expect(proof).toMatchObject({ ok: true, by: 'mac', added: 'attempt=9&from=447700900001' });
    expect(proof.ok && String(proof.parameters)).toBe('attempt=2');
  });

  test('whatever it says: what it says is kept, and any other says something else', () => {
    const pairs = fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 4 });
    fc.assert(
      fc.property(pairs, pairs, (some, others) => {
        const query = (of: [string, string][]) => new URLSearchParams(of.filter(([name]) => name !== 'mac'));
        const [one, other] = [query(some), query(others)];
        const mac = new URL(withMac(`${origin}/webhooks/dtmf?${String(one)}`, webhookToken)).searchParams.get(
          'mac',
        );
        const under = (said: URLSearchParams) =>
          reason(`${origin}/webhooks/dtmf?${String(new URLSearchParams([...said, ['mac', mac ?? '']]))}`);
        expect(under(one)).toBe('mac');
        expect(under(other)).toBe(String(one) === String(other) ? 'mac' : 'mac-mismatch');
      }),
    );
  });
});

describe('a URL that is registered at Vonage', () => {
  const answer = `${origin}/webhooks/answer`;

  test.each<[string, string, string]>([
    ['our token', `${answer}?token=${webhookToken}`, 'token'],
    ['our token among others', `${answer}?x=1&token=${webhookToken}&to=2`, 'token'],
    ['no token', answer, 'nothing'],
    ['no token, but more', `${answer}?x=1`, 'nothing'],
    ['another token', `${answer}?token=wrong`, 'token-mismatch'],
    ['half a token', `${answer}?token=${webhookToken.slice(0, -1)}`, 'token-mismatch'],
    ['an empty token', `${answer}?token=`, 'missing-token'],
    ['two tokens', `${answer}?token=${webhookToken}&token=${webhookToken}`, 'missing-token'],
  ])('with %s', (_name, address, by) => {
    for (const method of ['GET', 'POST']) expect(reason(address, method)).toBe(by);
  });

  test('says nothing under a token: no parameter of it is ours', () => {
    const proof = prove(`${origin}/webhooks/dtmf?token=${webhookToken}&attempt=2`);
    expect(proof.ok && String(proof.parameters)).toBe('');
    expect(proof).toMatchObject({ added: 'attempt=2' });
  });
});
