import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Vonage as Sdk } from '@vonage/server-sdk';
import { SignJWT } from 'jose';
import { z } from 'zod';
import { createClock, type Clock } from '../../../local/clock.ts';
import { createOwnOrigins } from '../../../local/loopback.ts';
import { serve } from '../../../local/serve.ts';
import type { VonageEvent } from '../../../local/vonage/events.ts';
import { createVonage, type Vonage, type VonageOptions } from '../../../local/vonage/vonage.ts';

export const SUPPORT = '447700900000';
export const TEXT_ONLY = '441632960960';
export const JANES_PHONE = '447700900777';

export const account = {
  apiKey: 'abcd1234',
  apiSecret: 'local-Secret-1',
  signatureSecret: 'my_secret_key_for_testing',
  signatureMethod: 'sha256' as const,
};

/** One request that a webhook made. */
export interface Received {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the receiver answers. */
export type Reply = (request: Received, response: ServerResponse) => void;

/** The account owner's web server: notes what comes, and answers as the test says, 200 otherwise. */
export class Receiver {
  readonly received: Received[] = [];
  readonly #replies = new Map<string, Reply[]>();
  readonly #server: Server;
  url = '';

  constructor() {
    this.#server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const url = new URL(request.url ?? '/', 'http://receiver');
        const note = {
          method: request.method ?? '',
          path: url.pathname,
          query: url.searchParams,
          headers: request.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        };
        this.received.push(note);
        const replies = this.#replies.get(note.path) ?? [];
        const reply = replies.length > 1 ? replies.shift() : replies[0];
        if (reply) reply(note, response);
        else response.end();
      });
    });
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const address = this.#server.address() as AddressInfo;
    this.url = `http://127.0.0.1:${address.port}`;
  }

  /** What a path answers, one after the other; the last one stays. */
  answer(path: string, ...replies: Reply[]): void {
    this.#replies.set(path, replies);
  }

  at(path: string): Received[] {
    return this.received.filter((request) => request.path === path);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

export const status =
  (code: number): Reply =>
  (_, response) =>
    void response.writeHead(code).end();

export const json =
  (value: unknown, type = 'application/json'): Reply =>
  (_, response) =>
    void response.writeHead(200, { 'content-type': type }).end(JSON.stringify(value));

export const hang: Reply = () => {};
export const reset: Reply = (_, response) => void response.destroy();

const object = z.record(z.string(), z.unknown());

export interface World {
  vonage: Vonage;
  clock: Clock;
  url: string;
  receiver: Receiver;
  events: VonageEvent[];
  /** Calls a route; JSON in, JSON out. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; json: unknown }>;
  form(path: string, fields: Record<string, string>): Promise<{ status: number; json: unknown }>;
  sdk(options?: { timeout?: number; applicationId?: string; privateKey?: string }): Sdk;
  close(): Promise<void>;
}

export const basic = `Basic ${Buffer.from(`${account.apiKey}:${account.apiSecret}`).toString('base64')}`;

export async function openWorld(options: Partial<VonageOptions> = {}): Promise<World> {
  const clock = options.clock ?? createClock();
  const events: VonageEvent[] = [];
  const vonage = createVonage({
    clock,
    stateFile: undefined,
    account,
    numbers: [
      { msisdn: SUPPORT, country: 'GB', features: ['SMS', 'VOICE'] },
      { msisdn: TEXT_ONLY, country: 'GB', features: ['SMS'] },
    ],
    onEvent: (event) => events.push(event),
    ...options,
  });
  const receiver = new Receiver();
  await receiver.listen();
  const { url, close: stop } = await serve(vonage.app, 0, createOwnOrigins());
  const read = async (response: Response): Promise<{ status: number; json: unknown }> => {
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    vonage,
    clock,
    url,
    receiver,
    events,
    call: async (method, path, body, headers = {}) =>
      read(
        await fetch(url + path, {
          method,
          headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        }),
      ),
    form: async (path, fields) =>
      read(
        await fetch(url + path, {
          method: 'POST',
          headers: { authorization: basic },
          body: new URLSearchParams(fields),
        }),
      ),
    sdk: ({ timeout, applicationId, privateKey } = {}) =>
      new Sdk(
        {
          apiKey: account.apiKey,
          apiSecret: account.apiSecret,
          ...(applicationId !== undefined && { applicationId }),
          ...(privateKey !== undefined && { privateKey }),
        },
        { restHost: url, apiHost: url, ...(timeout !== undefined && { timeout }) },
      ),
    close: async () => {
      clock.stop();
      await vonage.close();
      await receiver.close();
      await stop();
    },
  };
}

export const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** Makes an application whose webhooks go to the receiver, and links the support number to it. */
export async function makeApplication(world: World, voice: Record<string, unknown> = {}): Promise<string> {
  const { receiver } = world;
  const { json: created } = await world.call(
    'POST',
    '/v2/applications',
    {
      name: 'Desk',
      keys: { public_key: keys.publicKey },
      capabilities: {
        voice: {
          webhooks: {
            answer_url: { address: `${receiver.url}/answer`, http_method: 'POST' },
            event_url: { address: `${receiver.url}/event`, http_method: 'POST' },
            ...voice,
          },
        },
      },
    },
    { authorization: basic },
  );
  const id = z.object({ id: z.string() }).parse(created).id;
  await world.form('/number/update', { country: 'GB', msisdn: SUPPORT, app_id: id });
  return id;
}

export const PATHS = [
  'users',
  'conversations',
  'sessions',
  'devices',
  'image',
  'media',
  'applications',
  'push',
  'knocking',
  'legs',
].map((name) => `/*/${name}/**`);

/** An agent's JWT, good unless told otherwise. */
export async function agentToken(
  world: Pick<World, 'clock'>,
  applicationId: string,
  changes: Record<string, unknown> = {},
  privateKey = keys.privateKey,
): Promise<string> {
  const { importPKCS8 } = await import('jose');
  const now = Math.floor(world.clock.now() / 1000);
  const claims = {
    application_id: applicationId,
    iat: now,
    exp: now + 3_600,
    jti: randomUUID(),
    sub: 'Jane',
    acl: { paths: Object.fromEntries(PATHS.map((path) => [path, {}])) },
    ...changes,
  };
  return new SignJWT(JSON.parse(JSON.stringify(claims)) as Record<string, unknown>)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(await importPKCS8(privateKey, 'RS256'));
}

/** A body, as an object. */
export const fields = (text: string): Record<string, unknown> => object.parse(JSON.parse(text));

export const callShape = z.looseObject({
  id: z.string(),
  uuid: z.string(),
  state: z.string(),
  waitingFor: z.string().nullable(),
  log: z.array(z.looseObject({ at: z.string(), action: z.string() })),
  legs: z.array(
    z.looseObject({
      id: z.string(),
      kind: z.string(),
      state: z.string(),
      user: z.string().optional(),
      number: z.string().optional(),
    }),
  ),
});
