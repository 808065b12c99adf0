import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { RetryableError } from '../../../../desk/retryable-error.ts';
import { ClientError } from '../../../../desk/client-error.ts';
import { httpHandler, type Request } from '../../../../edge/http/handler.ts';
import { markup } from '../../../../edge/http/page.ts';
import { html, json, acknowledged, type Response } from '../../../../edge/http/responses.ts';
import { authenticationError } from '../../../../edge/vonage/auth/authentication-error.ts';
import type { Reason } from '../../../../edge/vonage/auth/reasons.ts';
import { SecretUnusable } from '../../../../edge/aws/setup-missing.ts';
import { request } from '../request.ts';

const context: Context = {
  callbackWaitsForEmptyEventLoop: false,
  functionName: 'inbound-sms',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn',
  memoryLimitInMB: '512',
  awsRequestId: 'request',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => 10_000,
  done: () => undefined,
  fail: () => undefined,
  succeed: () => undefined,
};

let lines: string[];
beforeEach(() => {
  lines = [];
  jest.spyOn(console, 'log').mockImplementation((line: unknown) => void lines.push(String(line)));
});
afterEach(() => void jest.restoreAllMocks());

const call = (handler: (request: Request) => Promise<Response>): Promise<Response> =>
  Promise.resolve(httpHandler(handler)(request({ query: 'token=very-secret-token&text=private' }), context));

const throwing = (thrown: unknown) =>
  call(async () => {
    await Promise.resolve();
    throw thrown;
  });
const body = z.object({ error: z.string() });
const sentence = (response: Response): string => body.parse(JSON.parse(response.body ?? '')).error;

describe('what a handler answers or throws', () => {
  test('an answer goes out as it is', async () => {
    expect(await call(() => Promise.resolve(json(201, { a: 1 })))).toMatchObject({
      statusCode: 201,
      body: '{"a":1}',
    });
    expect(await call(() => Promise.resolve(acknowledged))).toMatchObject({ statusCode: 200 });
    expect(lines).toEqual([]);
  });

  test.each([400, 401, 403, 404, 409, 413, 415, 422])(
    'a refusal is its status %d and its sentence',
    async (status) => {
      const response = await throwing(new ClientError(status, 'a-reason', 'Send it otherwise.'));
      expect(response).toMatchObject({
        statusCode: status,
        headers: { 'content-type': expect.stringMatching(/^application\/json/) },
      });
      expect(JSON.parse(response.body ?? '')).toEqual({ error: 'Send it otherwise.' });
      expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', reason: 'a-reason', status });
    },
  );

  test('a desk that is not set up is 503 with a sentence, and told where the secret is read, not here', async () => {
    const response = await throwing(new SecretUnusable('PROOFS_SECRET'));
    expect(response.statusCode).toBe(503);
    expect(sentence(response)).toMatch(/npm run setup/);
    expect(lines).toEqual([]);
  });

  test.each<[Reason, string, number]>([
    ['signature-mismatch', 'ClientError', 401],
    ['missing-mac', 'ClientError', 401],
    ['unsigned-webhook', 'RetryableError', 503],
    ['no-secret', 'SecretUnusable', 503],
  ])('a webhook whose proof failed, %s: %s', async (reason, name, status) => {
    const error = authenticationError(reason);
    expect(error).toMatchObject({ name, ...(name !== 'SecretUnusable' && { reason }) });
    expect((await throwing(error)).statusCode).toBe(status);
  });

  test('what time can mend is 503 with a sentence: Vonage delivers it again', async () => {
    const response = await throwing(new RetryableError('send-in-progress'));
    expect(response.statusCode).toBe(503);
    expect(Number(response.headers?.['retry-after'])).toBeGreaterThan(0);
    expect(sentence(response)).toMatch(/again/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ reason: 'send-in-progress' });
  });

  test('what nobody foresaw is 503, and neither answer nor log say what stood in it', async () => {
    class SdkError extends Error {
      override name = 'VetchError';
      config = { headers: { Authorization: 'Basic c2VjcmV0LWtleQ==' } };
    }
    const secrets = /c2VjcmV0|secret|password|447700900001|private|very|at .*\.ts/;
    const causes = [
      new SdkError('password=1 for 447700900001'),
      new Error('secret words', { cause: new Error('secret cause') }),
      new TypeError('fetch failed for https://user:secret@host'),
      'secret string',
      { secret: true },
      null,
      undefined,
    ];
    for (const thrown of causes) {
      lines = [];
      const response = await throwing(thrown);
      expect(response.statusCode).toBe(503);
      expect(sentence(response)).toMatch(/try again/);
      expect(response.body).not.toMatch(secrets);
      expect(lines).toHaveLength(1);
      expect(lines.join()).not.toMatch(secrets);
    }
  });

  test('a handler that throws before it returns a promise is answered too', async () => {
    const response = await call(() => {
      throw new ClientError(409, 'moved-on', 'Look again.');
    });
    expect(response.statusCode).toBe(409);
  });
});

test('answers are kept by nobody on the way, pages load nothing and run no script but their own', () => {
  const shown = { language: 'en', title: '', content: markup`` } as const;
  for (const response of [json(200, {}), html(200, shown), acknowledged]) {
    expect(response.headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  }
  const policy = String(html(200, shown).headers?.['content-security-policy']);
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain('script-src');
});
