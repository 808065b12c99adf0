import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { account, basic, openWorld, SUPPORT, type World } from './setup.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());
const owner = { authorization: basic };

describe('parameters', () => {
  const credentials = { api_key: account.apiKey, api_secret: account.apiSecret };
  const text = { ...credentials, from: SUPPORT, to: '447700900777', text: 'a & b = 1+1' };
  const post = (path: string, parameters: Record<string, string>, body = '', headers = {}) =>
    fetch(`${world.url}${path}?${new URLSearchParams(parameters).toString()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body,
    });

  test('of a POST may all be in the query', async () => {
    const url = `${world.receiver.url}/in`;
    expect(await (await post('/sms/json', text)).json()).toMatchObject({ messages: [{ status: '0' }] });
    const us = { ...credentials, country: 'US', msisdn: '12025550100' };
    for (const [path, more] of [
      ['/account/settings', { moCallBackUrl: url }],
      ['/number/buy', us],
      ['/number/update', { ...us, moHttpUrl: url }],
      ['/number/cancel', us],
    ] as const)
      expect({ path, status: (await post(path, { ...credentials, ...more })).status }).toEqual({
        path,
        status: 200,
      });
    expect((await world.call('GET', '/simulator/messages')).json).toMatchObject([{ text: 'a & b = 1+1' }]);
  });

  test('count from the body where it has them too, and the first of several', async () => {
    const form = new URLSearchParams([
      ['text', 'first'],
      ['text', 'second'],
    ]).toString();
    await post('/sms/json', { ...text, text: 'query' }, form);
    await post('/sms/json', { ...text, text: 'query' }, '{"text":"JSON"}', {
      'content-type': 'application/json',
    });
    await fetch(`${world.url}/sms/json?${new URLSearchParams(text).toString()}&text=more`, {
      method: 'POST',
    });
    expect((await world.call('GET', '/simulator/messages')).json).toMatchObject([
      { text: 'first' },
      { text: 'JSON' },
      { text: 'a & b = 1+1' },
    ]);
  });

  test('may be split, and name the owner from the body too', async () => {
    const body = new URLSearchParams(credentials).toString();
    expect((await post('/account/settings', {}, body)).status).toBe(200);
    expect((await post('/account/settings', { api_key: account.apiKey }, 'api_secret=wrong')).status).toBe(
      401,
    );
  });

  test.each(['{', '[1]', '"x"'])('in JSON want an object, not %s', async (body) => {
    const headers = { 'content-type': 'application/json', authorization: basic };
    expect((await post('/account/settings', {}, body, headers)).status).toBe(420);
    expect((await post('/sms/json', {}, body, headers)).status).toBe(400);
  });
});

describe('paths', () => {
  test.each([
    ['GET', '/'],
    ['GET', '/verify/json'],
    ['POST', '/v1/messages'],
    ['DELETE', '/v0.1/conversations/CON-1'],
    ['PATCH', '/v2/applications'],
    ['GET', '/account/top-up'],
    ['POST', '/sms/xml'],
  ])('that nobody serves are a problem: %s %s', async (method, path) => {
    const response = await fetch(world.url + path, { method, headers: owner });
    expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({
      status: 404,
      type: 'application/problem+json',
    });
    expect(await response.json()).toMatchObject({
      type: expect.stringMatching(/^https:/),
      title: 'Not Found',
      detail: `The simulated Vonage has no ${method} ${path}.`,
    });
  });

  test.each([
    '/account/numbers/',
    '/account/get-balance/',
    '/v2/applications/',
    `/accounts/${account.apiKey}/secrets/`,
  ])('are the same with a slash at the end: %s', async (path) => {
    const without = await world.call('GET', path.slice(0, -1), undefined, owner);
    expect(await world.call('GET', path, undefined, owner)).toEqual(without);
    expect(without.status).toBe(200);
  });

  test('are the same with a slash for a text too', async () => {
    const text = { from: SUPPORT, to: '447700900777', text: 'x' };
    expect((await world.call('POST', '/sms/json/', text, owner)).json).toMatchObject({
      messages: [{ status: '0' }],
    });
  });
});
