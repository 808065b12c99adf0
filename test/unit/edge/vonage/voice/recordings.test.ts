import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { VonageSecret } from '../../../../../edge/aws/secrets.ts';
import { fetchRecording, isVonages, MAX_BYTES } from '../../../../../edge/vonage/voice/recordings.ts';

const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

type Answering = (request: IncomingMessage, response: ServerResponse) => void;

/** Something that listens on this machine, and what it was asked. */
class Host {
  readonly asked: IncomingMessage[] = [];
  answering: Answering = (_request, response) => response.end();
  url = '';
  readonly #server = createServer((request, response) => {
    this.asked.push(request);
    this.answering(request, response);
  });

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}

const vonage = new Host();
const elsewhere = new Host();
beforeAll(() => Promise.all([vonage.open(), elsewhere.open()]));
afterAll(() => [vonage, elsewhere].forEach((host) => host.close()));

const credentials = (): VonageSecret => ({
  apiKey: 'key',
  apiSecret: 'secret',
  applicationId: 'application-1',
  privateKey,
  apiHost: vonage.url,
});
const fetched = (path = '/v1/files/1', timeoutMs?: number) =>
  fetchRecording(`${vonage.url}${path}`, credentials(), timeoutMs);

const audio =
  (bytes: Buffer, type = 'audio/mpeg'): Answering =>
  (_request, response) =>
    response.writeHead(200, { 'content-type': type }).end(bytes);

describe('a recording', () => {
  test('comes byte by byte, asked for with a short-lived JWT of the application', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128, 0]);
    vonage.answering = audio(bytes, 'Audio/MPEG; charset=binary');
    expect(await fetched()).toEqual({ kind: 'audio', type: 'audio/mpeg', bytes });
    const token = vonage.asked.at(-1)?.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const { payload, protectedHeader } = await jwtVerify(token, createPublicKey(privateKey), {
      algorithms: ['RS256'],
    });
    expect(protectedHeader).toMatchObject({ alg: 'RS256', typ: 'JWT' });
    expect(Object.keys(payload).sort()).toEqual(['application_id', 'exp', 'iat', 'jti']);
    expect(payload['application_id']).toBe('application-1');
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(300);
  });

  test('may be as long as an answer can hold, and not a byte longer, whatever length it claims', async () => {
    vonage.answering = audio(Buffer.alloc(MAX_BYTES));
    expect(await fetched()).toMatchObject({ kind: 'audio' });
    vonage.answering = audio(Buffer.alloc(MAX_BYTES + 1));
    expect(await fetched()).toEqual({ kind: 'too-long' });
    vonage.answering = (_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/mpeg' });
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(100_000)));
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    };
    expect(await fetched()).toEqual({ kind: 'too-long' });
    expect(Math.ceil(MAX_BYTES / 3) * 4).toBeLessThan(6 * 1024 * 1024);
  });

  test.each(['text/html', 'application/json', 'audio/', 'audio/mpeg\tx', 'xaudio/mpeg', 'audio/<b>', ''])(
    'that is %p is no audio',
    async (type) => {
      vonage.answering = audio(Buffer.from('<script>alert(1)</script>'), type);
      expect(await fetched()).toEqual({ kind: 'no-audio' });
    },
  );

  test.each([401, 403, 404, 410, 429, 500, 503, 206])(
    'that Vonage answers with %i is none',
    async (status) => {
      vonage.answering = (_request, response) =>
        response.writeHead(status, { 'content-type': 'audio/mpeg' }).end('x');
      expect(await fetched()).toEqual({ kind: 'refused', status });
    },
  );

  test('that is elsewhere, by a redirect, is not followed', async () => {
    vonage.answering = (_request, response) =>
      response.writeHead(302, { location: `${elsewhere.url}/v1/files/1` }).end();
    expect(await fetched()).toEqual({ kind: 'refused', status: 302 });
    expect(elsewhere.asked).toHaveLength(0);
  });

  test('that never ends, or breaks off, is given up', async () => {
    vonage.answering = () => undefined;
    expect(await fetched('/slow', 50)).toEqual({ kind: 'unreachable' });
    vonage.answering = (_request, response) =>
      void response.writeHead(200, { 'content-type': 'audio/mpeg' }).write('begun');
    expect(await fetched('/half', 200)).toEqual({ kind: 'unreachable' });
    vonage.answering = (request) => request.socket.destroy();
    expect(await fetched()).toEqual({ kind: 'unreachable' });
  });
});

describe('a URL that is not Vonage’s is not asked', () => {
  test.each<[string, () => string]>([
    ['another host', () => `${elsewhere.url}/v1/files/1`],
    ['another port', () => `${vonage.url.replace(/:\d+$/, '')}:1/v1/files/1`],
    ['another scheme', () => `${vonage.url.replace('http:', 'https:')}/v1/files/1`],
    ['Vonage as a user', () => `http://api.nexmo.com@${new URL(elsewhere.url).host}/`],
    ['a user at Vonage', () => `${vonage.url.replace('//', '//user:word@')}/v1/files/1`],
    ['Vonage without TLS', () => 'http://api.nexmo.com/v1/files/1'],
    ['Vonage at another port', () => 'https://api.nexmo.com:8443/v1/files/1'],
    ['a name that ends alike', () => 'https://evilnexmo.com/v1/files/1'],
    ['a name that begins alike', () => 'https://api.nexmo.com.example/v1/files/1'],
    ['a name behind a dot', () => 'https://vonage.com./v1/files/1'],
    ['the metadata of the cloud', () => 'http://169.254.169.254/latest/meta-data/'],
    ['this machine', () => 'http://localhost/'],
    ['a file', () => 'file:///etc/passwd'],
    ['data', () => 'data:audio/mpeg;base64,AAAA'],
    ['no URL', () => 'voicemail'],
    ['nothing', () => ''],
  ])('%s', async (_name, url) => {
    const before = vonage.asked.length;
    expect(await fetchRecording(url(), credentials())).toEqual({ kind: 'not-vonage' });
    expect(elsewhere.asked).toHaveLength(0);
    expect(vonage.asked).toHaveLength(before);
  });
});

test.each([
  'https://api.nexmo.com/v1/files/1',
  'https://api-us-3.vonage.com/v1/files/1',
  'https://nexmo.com/v1/files/1',
  'https://api.example:8443/v1/files/1',
  'http://127.0.0.1:3001/v1/files/1',
])('%s is Vonage’s', (url) => {
  expect(isVonages(url, { apiHost: 'https://api.example:8443', restHost: 'http://127.0.0.1:3001/' })).toBe(
    true,
  );
});
