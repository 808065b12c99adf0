import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { originsOf } from '../../../../functions/pages/issuer.ts';

const discovery = (endpoint: unknown) => () =>
  Promise.resolve(Response.json({ issuer: 'x', token_endpoint: endpoint }));
const fetching = () => jest.spyOn(globalThis, 'fetch');

describe('where the desk’s page may talk to', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  test('is where the issuer issues tokens, too, asked once', async () => {
    const fetched = fetching().mockImplementation(discovery('https://acme.auth.example.com/oauth2/token'));
    const origins = ['https://login.example.com', 'https://acme.auth.example.com'];
    expect(await originsOf('https://login.example.com/acme')).toEqual(origins);
    expect(await originsOf('https://login.example.com/acme')).toEqual(origins);
    expect(fetched.mock.calls.map(([url]) => url)).toEqual([
      'https://login.example.com/acme/.well-known/openid-configuration',
    ]);
  });

  test('is the issuer itself where it does both', async () => {
    fetching().mockImplementation(discovery('https://one.example.com/token'));
    expect(await originsOf('https://one.example.com/')).toEqual(['https://one.example.com']);
  });

  test.each([
    ['does not answer', () => Promise.reject(new TypeError('fetch failed'))],
    ['says nonsense', () => Promise.resolve(new Response('<html>'))],
    ['names no URL', discovery("'self'; script-src *")],
  ])('is only the issuer while it %s, and it is asked again', async (_what, answer) => {
    const fetched = fetching().mockImplementation(answer);
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
    jest.spyOn(console, 'warn').mockImplementation(() => undefined);
    expect(await originsOf('https://two.example.com')).toEqual(['https://two.example.com']);
    expect(await originsOf('https://two.example.com')).toEqual(['https://two.example.com']);
    expect(fetched).toHaveBeenCalledTimes(2);
  });
});
