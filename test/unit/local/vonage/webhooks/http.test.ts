import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Worker } from 'node:worker_threads';
import { createClock } from '../../../../../local/clock.ts';
import { sendRequest, type TimeLimits } from '../../../../../local/vonage/webhooks/http.ts';

/** A server in a thread of its own: it responds while the thread of the test is blocked. */
const SERVER = `
  const { parentPort } = require('node:worker_threads');
  const server = require('node:http').createServer((request, response) => {
    if (request.url === '/responds') response.end('ok');
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

const clock = createClock();
const closing = new AbortController();
const server = new Worker(SERVER, { eval: true });
let url: string;
beforeAll(async () => {
  const port = await new Promise<unknown>((resolve) => server.once('message', resolve));
  url = `http://127.0.0.1:${String(port)}`;
});
afterAll(async () => {
  clock.stop();
  closing.abort();
  await server.terminate();
});

const send = (path: string, limits: TimeLimits, onConnected?: () => void) =>
  sendRequest({ url: url + path, method: 'GET', headers: {}, body: undefined }, limits, {
    clock,
    signal: closing.signal,
    ...(onConnected && { onConnected }),
  });

/** Holds the whole thread up, as a machine under load does. */
const block = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

test('a connection that a busy process notices late was made in time', async () => {
  const sending = send('/responds', { connectMs: 100, responseMs: 10_000 });
  process.nextTick(() => block(300));
  expect(await sending).toMatchObject({ status: 200, body: 'ok' });
});

test('a response that a busy process notices late came in time', async () => {
  const limits = { connectMs: 10_000, responseMs: 200 };
  const sending = send('/responds', limits, () => process.nextTick(() => block(500)));
  expect(await sending).toMatchObject({ status: 200, body: 'ok' });
});

test('no response within the limit is none', async () => {
  expect(await send('/silent', { connectMs: 10_000, responseMs: 50 })).toMatchObject({
    status: 0,
    error: 'no answer within 50 ms',
  });
});

test('an address that is none of the web is not requested', async () => {
  const request = { url: 'ftp://127.0.0.1/', method: 'GET' as const, headers: {}, body: undefined };
  const limits = { connectMs: 1_000, responseMs: 1_000 };
  expect(await sendRequest(request, limits, { clock, signal: closing.signal })).toEqual({
    status: 0,
    contentType: '',
    body: '',
    ms: 0,
    error: 'no web address: ftp://127.0.0.1/',
  });
});
