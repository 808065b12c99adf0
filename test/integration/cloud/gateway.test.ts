import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ofKind, raw, run, type Running } from '../../fixtures/cloud/running.ts';
import { changed, find, synthesize } from '../../fixtures/cloud/assembly.ts';

interface Event {
  version: string;
  routeKey: string;
  rawPath: string;
  rawQueryString: string;
  cookies?: string[];
  headers: Record<string, string>;
  queryStringParameters?: Record<string, string>;
  pathParameters?: Record<string, string>;
  stageVariables?: Record<string, string>;
  requestContext: Record<string, unknown> & { http: Record<string, string> };
  body?: string;
  isBase64Encoded: boolean;
}

let running: Running;
let api: string;

beforeAll(async () => {
  running = await run(await synthesize());
  api = running.cloud.apiUrl;
});
afterAll(() => running.stop());

const echo = async (path: string, options: Parameters<typeof raw>[2] = {}): Promise<Event> => {
  const { status, text } = await raw(api, path, options);
  expect(status).toBe(200);
  return JSON.parse(text) as Event;
};

const respond = (response: unknown): ReturnType<typeof raw> =>
  raw(api, '/respond', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(response),
  });

describe('the event that a function gets', () => {
  test('names are lower-case, repeated headers are joined with a comma', async () => {
    const { headers } = await echo('/echo', {
      headers: { 'X-Multi': ['one', 'two'], 'User-Agent': 'phone' },
    });
    expect(headers).toMatchObject({ 'x-multi': 'one,two', 'user-agent': 'phone' });
  });

  test('cookies are split out', async () => {
    const { cookies, headers } = await echo('/echo', { headers: { Cookie: 'a=1; b=2' } });
    expect(cookies).toEqual(['a=1', 'b=2']);
    expect(headers).not.toHaveProperty('cookie');
  });

  test('path and query stay raw; parameters are decoded and repeated ones joined', async () => {
    const event = await echo('/things/a%20b%2Fc?x=1&x=2&y=%E6%97%A5+x&empty=');
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: 'GET /things/{id}',
      rawPath: '/things/a%20b%2Fc',
      rawQueryString: 'x=1&x=2&y=%E6%97%A5+x&empty=',
      queryStringParameters: { x: '1,2', y: '日 x', empty: '' },
      pathParameters: { id: 'a b/c' },
    });
  });

  test('what is absent is left out', async () => {
    const event = await echo('/');
    expect(event).not.toHaveProperty('body');
    expect(event).not.toHaveProperty('cookies');
    expect(event).not.toHaveProperty('queryStringParameters');
    expect(event).not.toHaveProperty('pathParameters');
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
  });

  test('the context tells who called, when, and on which route', async () => {
    const before = running.clock.now();
    const { port } = new URL(api);
    const event = await echo('/echo?secret=1', { method: 'PUT', headers: { 'user-agent': 'phone' } });
    expect(event.requestContext).toMatchObject({
      accountId: '000000000000',
      domainName: `127.0.0.1:${port}`,
      http: { method: 'PUT', path: '/echo', protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'phone' },
      routeKey: 'ANY /echo',
      stage: '$default',
    });
    expect(event.requestContext['timeEpoch']).toBeGreaterThanOrEqual(before);
    expect(event.requestContext['time']).toMatch(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/);
    expect(event.headers).toMatchObject({
      host: `127.0.0.1:${port}`,
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': port,
      'x-forwarded-proto': 'http',
    });
    expect(event.stageVariables).toEqual({ colour: 'green' });
  });

  test('domainName is the host that it was called as', async () => {
    const { port } = new URL(api);
    const event = await echo('/echo', { headers: { host: `localhost:${port}` } });
    expect(event.requestContext['domainName']).toBe(`localhost:${port}`);
  });

  test.each([
    ['text/plain', 'héllo 日本', false],
    ['application/json; charset=utf-8', '{"a":1}', false],
    ['application/vnd.api+json', '{}', false],
    ['application/javascript', '1', false],
    ['image/svg+xml', '<svg/>', false],
    ['application/x-www-form-urlencoded', 'msisdn=44&text=a%20b', true],
    ['application/octet-stream', '\u0001\u0002', true],
    [undefined, 'no type', true],
  ])('a body of type %s', async (type, body, encoded) => {
    const event = await echo('/echo', {
      method: 'POST',
      body,
      headers: type ? { 'content-type': type } : {},
    });
    expect(event.isBase64Encoded).toBe(encoded);
    expect(encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body).toBe(body);
  });
});

describe('routes', () => {
  test.each([
    ['GET', '/things/special', 'GET /things/special'],
    ['GET', '/things/other', 'GET /things/{id}'],
    ['GET', '/things/a/b', 'ANY /things/{proxy+}'],
    ['POST', '/things/special', 'ANY /things/{proxy+}'],
    ['POST', '/things/7/notes', 'POST /things/{id}/notes'],
    ['DELETE', '/echo', 'ANY /echo'],
    ['OPTIONS', '/echo', 'ANY /echo'],
  ])('%s %s goes to %s', async (method, path, key) => {
    expect((await echo(path, { method })).routeKey).toBe(key);
  });

  test('a greedy parameter holds the rest of the path', async () => {
    expect((await echo('/things/a/b%20c')).pathParameters).toEqual({ proxy: 'a/b c' });
  });

  test.each([
    ['GET', '/nowhere'],
    ['GET', '/echo/'],
    ['GET', '//echo'],
    ['GET', '/things'],
    ['GET', '/things/'],
    ['DELETE', '/module'],
    ['OPTIONS', '/module'],
  ])('%s %s is Not Found', async (method, path) => {
    const { status, text } = await raw(api, path, { method });
    expect({ status, text }).toEqual({ status: 404, text: '{"message":"Not Found"}' });
  });

  test('HEAD is its own method, and is answered without a body', async () => {
    expect(await raw(api, '/echo', { method: 'HEAD' })).toMatchObject({ status: 200, text: '' });
    expect(await raw(api, '/module', { method: 'HEAD' })).toMatchObject({ status: 404, text: '' });
  });

  test('a path that cannot be decoded is refused', async () => {
    expect(await raw(api, '/things/%E0%A4%A')).toMatchObject({
      status: 400,
      text: '{"message":"Bad Request"}',
    });
  });

  test('$default takes what no route takes', async () => {
    const other = await run(
      await changed(await synthesize(), (template) => {
        const id = find(template, 'AWS::ApiGatewayV2::Route', 'ApiGETmodule');
        Object.assign(template.Resources[id]?.Properties ?? {}, { RouteKey: '$default' });
      }),
    );
    try {
      const answer = await fetch(`${other.cloud.apiUrl}/no/where?x=1`, { method: 'DELETE' });
      expect(await answer.json()).toMatchObject({ from: 'an ES module', event: { routeKey: '$default' } });
      expect((await fetch(`${other.cloud.apiUrl}/echo`)).status).toBe(200);
    } finally {
      await other.stop();
    }
  });
});

describe('the response that a caller gets', () => {
  test('status, headers, cookies and body are the function’s', async () => {
    const answer = await respond({
      statusCode: 201,
      headers: { 'Content-Type': 'text/html', 'X-Number': 7 },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: '<p>日本</p>',
    });
    expect(answer).toMatchObject({ status: 201, text: '<p>日本</p>' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html',
      'x-number': '7',
      'set-cookie': ['a=1; HttpOnly', 'b=2'],
    });
  });

  test('base64 is decoded', async () => {
    const body = Buffer.from('bytes').toString('base64');
    expect(await respond({ statusCode: 200, body, isBase64Encoded: true })).toMatchObject({ text: 'bytes' });
  });

  test.each([
    [{ hello: 1 }, '{"hello":1}'],
    [[1, 2], '[1,2]'],
    ['text', 'text'],
    [null, 'null'],
  ])('without a statusCode %j is JSON with 200', async (result, text) => {
    const answer = await respond(result);
    expect(answer).toMatchObject({ status: 200, text });
    expect(answer.headers['content-type']).toBe('application/json');
  });

  test.each([
    [{ statusCode: 'abc' }],
    [{ statusCode: 99 }],
    [{ statusCode: 200, body: { no: 'text' } }],
    [{ statusCode: 200, headers: { bad: 'line\r\nbreak' } }],
    [{ statusCode: 200, headers: 'none' }],
  ])('%j is no response: 500', async (result) => {
    expect(await respond(result)).toMatchObject({ status: 500, text: '{"message":"Internal Server Error"}' });
  });

  test('a function that no permission lets the gateway invoke: 500', async () => {
    expect(await raw(api, '/unpermitted')).toMatchObject({ status: 500 });
  });
});

describe('limits', () => {
  test('10 MB of body, and no more', async () => {
    const send = (size: number) =>
      raw(api, '/echo', {
        method: 'POST',
        headers: { 'content-type': 'text/plain' },
        body: 'x'.repeat(size),
      });
    expect(await send(10 * 1024 * 1024 + 1)).toMatchObject({
      status: 413,
      text: '{"message":"Request Entity Too Large"}',
    });
    expect(await raw(api, '/module')).toMatchObject({ status: 200 });
  });

  test('Lambda takes 6 MB', async () => {
    const body = 'x'.repeat(6 * 1024 * 1024);
    expect(
      await raw(api, '/echo', { method: 'POST', headers: { 'content-type': 'text/plain' }, body }),
    ).toMatchObject({
      status: 413,
    });
  });

  test('Lambda gives 6 MB', async () => {
    expect(await raw(api, '/behave/big', { method: 'POST' })).toMatchObject({
      status: 500,
      text: '{"message":"Internal Server Error"}',
    });
  });

  test('a route’s burst, then its rate on the shared clock', async () => {
    const statuses = async (): Promise<number[]> => {
      const all: number[] = [];
      for (let call = 0; call < 2; call++) all.push((await raw(api, '/limited')).status);
      return all;
    };
    await running.clock.advance(10_000);
    expect(await statuses()).toEqual([200, 200]);
    const refused = await raw(api, '/limited');
    // The third may have waited long enough for a token of its own on a slow machine: the next one has not.
    const late = refused.status === 200 ? await raw(api, '/limited') : refused;
    expect(late).toMatchObject({ status: 429, text: '{"message":"Too Many Requests"}' });
    await running.clock.advance(10_000);
    expect(await statuses()).toEqual([200, 200]);
  });
});

describe('CORS', () => {
  const origin = 'http://localhost:5173';
  const preflight = { origin, 'access-control-request-method': 'POST' };

  test('the gateway answers the preflight of an allowed origin, on any path', async () => {
    const answer = await raw(api, '/respond', { method: 'OPTIONS', headers: preflight });
    expect(answer.status).toBe(204);
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type',
      'access-control-max-age': '3600',
    });
  });

  test('another origin gets no CORS header', async () => {
    const { origin: own } = new URL(api);
    for (const answer of [
      await raw(api, '/respond', { method: 'OPTIONS', headers: { ...preflight, origin: own } }),
      await raw(api, '/echo', { headers: { origin: own } }),
    ]) {
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });

  test('responses to an allowed origin carry the headers, errors too; the function’s own are ignored', async () => {
    const answer = await raw(api, '/respond', {
      method: 'POST',
      headers: { origin, 'content-type': 'application/json' },
      body: JSON.stringify({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' }, body: '' }),
    });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-expose-headers': 'x-shown',
    });
    expect((await raw(api, '/nowhere', { headers: { origin } })).headers).toMatchObject({
      'access-control-allow-origin': origin,
    });
  });

  test('without CORS in the template the function’s headers pass and nothing is added', async () => {
    const other = await run(
      await changed(await synthesize(), (template) => {
        const id = find(template, 'AWS::ApiGatewayV2::Api');
        delete template.Resources[id]?.Properties['CorsConfiguration'];
      }),
    );
    const { origin: own } = new URL(other.cloud.apiUrl);
    try {
      const answer = await fetch(`${other.cloud.apiUrl}/respond`, {
        method: 'POST',
        headers: { origin: own, 'content-type': 'application/json' },
        body: JSON.stringify({ statusCode: 200, headers: { 'Access-Control-Allow-Origin': '*' } }),
      });
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
      expect(
        (
          await raw(other.cloud.apiUrl, '/respond', {
            method: 'OPTIONS',
            headers: { ...preflight, origin: own },
          })
        ).status,
      ).toBe(404);
    } finally {
      await other.stop();
    }
  });
});

describe('who may call', () => {
  test.each(['apiUrl', 'dynamodbUrl', 'secretsUrl'] as const)(
    '%s refuses a foreign host and origin',
    async (which) => {
      const url = running.cloud[which];
      for (const headers of [
        { host: 'rebound.example:80' },
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { origin: 'http://127.0.0.1:9' },
        { host: '127.0.0.1.evil.example' },
      ]) {
        const answer = await raw(url, '/', { method: 'POST', headers });
        expect(answer.status).toBe(403);
        expect(JSON.parse(answer.text)).toEqual({ error: expect.any(String) });
        expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
      }
    },
  );
});

test('the timeline shows the request without its query, and the access log in the template’s format', async () => {
  running.events.length = 0;
  await raw(api, '/echo?token=hidden');
  expect(ofKind(running.events, 'request')).toMatchObject([
    { method: 'GET', path: '/echo', route: 'ANY /echo', function: 'Echo' },
  ]);
  expect(ofKind(running.events, 'response')).toMatchObject([{ status: 200 }]);
  expect(ofKind(running.events, 'access-log').map(({ line }) => JSON.parse(line) as unknown)).toEqual([
    { route: 'ANY /echo', status: '200', odd: '-' },
  ]);
  // This function answers with what it was asked; only the answer's body holds that.
  const told = running.events.map((event) =>
    event.kind === 'response' ? { ...event, answered: '' } : event,
  );
  expect(JSON.stringify(told)).not.toContain('hidden');
});
