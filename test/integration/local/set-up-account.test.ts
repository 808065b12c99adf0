import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createPrivateKey, createPublicKey } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClock } from '../../../local/clock.ts';
import { createVonage, type Vonage } from '../../../local/vonage/vonage.ts';
import type { Plan, SetUp } from '../../../ops/setup/plan.ts';
import { setUp } from '../../../ops/setup/set-up.ts';

/* The simulated Vonage and the owner's AWS run in this process, so a run is cheap and can be interrupted anywhere. */

const SUPPORT = '447700900000';
const DELIVERY = '441632960960';
const VONAGE = 'https://vonage.test';
const KEYS = { apiKey: 'local000', apiSecret: 'local-api-secret' };
const BASIC = `Basic ${Buffer.from(`${KEYS.apiKey}:${KEYS.apiSecret}`).toString('base64')}`;

const servers: Server[] = [];

/** A server that accepts every check of a URL, as the desk does; it runs until the tests of this file are over. */
async function serveChecks(): Promise<string> {
  const server = createServer((_request, response) => response.end());
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const API = await serveChecks();
afterAll(() => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

const OUTPUTS = {
  ApiUrl: API,
  AnswerUrl: `${API}/webhooks/answer`,
  FallbackUrl: `${API}/webhooks/fallback`,
  EventUrl: `${API}/webhooks/event`,
  SupportUrl: `${API}/support`,
  UpdateUrl: `${API}/update`,
  ReceiptsUrl: `${API}/receipts`,
  NccoConfigTable: 'NccoConfig',
  CallsTable: 'Calls',
  VonageSecret: 'vonage',
  ProofsSecret: 'proofs',
};

interface NumberAtVonage {
  msisdn: string;
  app_id?: string;
  [field: string]: unknown;
}
interface ApplicationAtVonage {
  id: string;
  name: string;
  keys: { public_key: string };
  privacy: object;
  capabilities: Record<string, Record<string, unknown>>;
}

class Killed extends Error {}

/** Everything outside the set-up: can answer in Vonage's place, counts requests, and can stop the run at any of them. */
class World {
  readonly secrets = new Map<string, string>([
    ['vonage', 'q7*random-text-of-CloudFormation'],
    ['proofs', 'other random text'],
  ]);
  readonly steps: string[] = [];
  readonly pauses: number[] = [];
  readonly asked: string[] = [];
  /** A response or error in Vonage's place; undefined lets the request reach Vonage. */
  instead: (
    method: string,
    path: string,
    body: string,
  ) => Response | Error | undefined | Promise<Response | Error | undefined> = () => undefined;
  /** Whether Vonage clears the fields that an update of a number omits. */
  forgetsWhatIsLeftOut = false;
  /** The number of requests to the outside after which the run fails. */
  diesAfter = Infinity;
  calls = 0;
  readonly #clock = createClock({ onError: () => {} });
  readonly #vonage: Vonage;

  constructor() {
    this.#vonage = createVonage({
      clock: this.#clock,
      stateFile: undefined,
      account: { ...KEYS, signatureSecret: 'a-signature-secret', signatureMethod: 'sha256' },
      numbers: [
        { msisdn: SUPPORT, country: 'GB', features: ['SMS', 'VOICE'] },
        { msisdn: DELIVERY, country: 'GB', features: ['SMS', 'VOICE'] },
      ],
    });
  }

  async close(): Promise<void> {
    await this.#vonage.close();
    this.#clock.stop();
  }

  setUp(changes: Partial<Plan> = {}): Promise<SetUp> {
    const plan: Plan = {
      outputs: OUTPUTS,
      ...KEYS,
      support: SUPPORT,
      delivery: DELIVERY,
      voice: SUPPORT,
      signatureSecret: 'a-signature-secret',
      sharedKey: false,
      restHost: VONAGE,
      apiHost: VONAGE,
      ...changes,
    };
    return setUp(plan, {
      secrets: this.#aws as unknown as SecretsManagerClient,
      dynamodb: this.#aws as unknown as DynamoDBDocumentClient,
      fetch: this.#fetch as typeof fetch,
      pause: (ms) => Promise.resolve(void this.pauses.push(ms)),
      onStep: (step) => this.steps.push(step),
      now: () => Date.parse('2026-11-21T12:00:00Z'),
    });
  }

  secret(name: 'vonage' | 'proofs'): Record<string, unknown> {
    return JSON.parse(this.secrets.get(name) ?? '') as Record<string, unknown>;
  }

  /** A request to Vonage directly, without the substitutions above. */
  async at<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await this.#vonage.app.request(`${VONAGE}${path}`, {
      method,
      headers: { authorization: BASIC, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    return (await answer.json()) as T;
  }

  async number(msisdn: string): Promise<NumberAtVonage> {
    const { numbers } = await this.at<{ numbers: NumberAtVonage[] }>('GET', '/account/numbers');
    return numbers.find((one) => one.msisdn === msisdn) ?? { msisdn: '' };
  }

  async applications(): Promise<ApplicationAtVonage[]> {
    const page = await this.at<{ _embedded: { applications: ApplicationAtVonage[] } }>(
      'GET',
      '/v2/applications',
    );
    return page._embedded.applications;
  }

  update(fields: Record<string, string>): Promise<unknown> {
    return this.at('POST', '/number/update', { country: 'GB', ...fields });
  }

  #outside<T>(result: T): T {
    this.calls += 1;
    if (this.calls >= this.diesAfter) throw new Killed('killed');
    return result;
  }

  readonly #aws = {
    send: async (command: { constructor: { name: string }; input: Record<string, string> }) => {
      await Promise.resolve();
      const { SecretId = '', SecretString = '' } = command.input;
      if (command.constructor.name === 'PutSecretValueCommand') this.secrets.set(SecretId, SecretString);
      return this.#outside({ SecretString: this.secrets.get(SecretId) });
    },
  };

  readonly #fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname, search } = new URL(url);
    const [method, body] = [init.method ?? 'GET', typeof init.body === 'string' ? init.body : ''];
    this.asked.push(`${method} ${pathname}`);
    const instead = await this.instead(method, `${pathname}${search}`, body);
    if (instead instanceof Error) throw instead;
    if (instead) return this.#outside(instead);
    const sent = { ...init, ...(pathname === '/number/update' && { body: this.#whole(body) }) };
    return this.#outside(await this.#vonage.app.request(url, sent));
  };

  #whole(body: string): string {
    if (!this.forgetsWhatIsLeftOut) return body;
    const none = ['app_id', 'moHttpUrl', 'voiceCallbackType', 'voiceCallbackValue', 'voiceStatusCallback'];
    const empty = new URLSearchParams(none.map((field): [string, string] => [field, '']));
    for (const [field, value] of new URLSearchParams(body)) empty.set(field, value);
    return empty.toString();
  }
}

let world: World;
const worlds: World[] = [];
function newWorld(): World {
  const created = new World();
  worlds.push(created);
  return created;
}
beforeEach(() => {
  world = newWorld();
});
afterEach(() => Promise.all(worlds.splice(0).map((one) => one.close())));

const json = (status: number, body: unknown = {}, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), { status, headers });

/** Fails the first `times` requests to a path. */
function failing(path: string, times: number, answer: () => Response | Error): World['instead'] {
  let left = times;
  return (_method, asked) => (asked.startsWith(path) && left-- > 0 ? answer() : undefined);
}

/** Expects one application whose key pair is in the secrets, and that both secrets are consistent. */
async function expectWhole(): Promise<void> {
  const applications = await world.applications();
  expect(applications).toHaveLength(1);
  const { privateKey, applicationId } = world.secret('vonage');
  expect(applicationId).toBe(applications[0]?.id);
  const pair = createPublicKey(createPrivateKey(String(privateKey)));
  expect(pair.equals(createPublicKey(applications[0]?.keys.public_key ?? ''))).toBe(true);
  const proofs = world.secret('proofs');
  expect(pair.equals(createPublicKey(String(proofs['publicKey'])))).toBe(true);
  expect(proofs).toMatchObject({ applicationId, signatureSecret: 'a-signature-secret' });
  const number = await world.number(SUPPORT);
  expect(number).toMatchObject({
    app_id: applicationId,
    moHttpUrl: `${OUTPUTS.SupportUrl}?token=${String(proofs['webhookToken'])}`,
  });
}

describe('cut off at any point', () => {
  test('set-up is completed by the next run: one application, with the key that is stored', async () => {
    await world.setUp();
    const all = world.calls;
    expect(all).toBeGreaterThan(15);
    for (let diesAfter = 1; diesAfter <= all; diesAfter += 1) {
      world = newWorld();
      world.diesAfter = diesAfter;
      await expect(world.setUp()).rejects.toThrow();
      world.diesAfter = Infinity;
      await world.setUp();
      await expectWhole();
    }
  });

  test('a run that is over is repeated without a trace', async () => {
    await world.setUp();
    const [secrets, number, applications] = [
      new Map(world.secrets),
      await world.number(SUPPORT),
      await world.applications(),
    ];
    world.asked.length = 0;
    await world.setUp();
    expect(world.secrets).toEqual(secrets);
    expect(await world.number(SUPPORT)).toEqual(number);
    expect(await world.applications()).toEqual(applications);
    expect(world.asked).not.toContain('POST /number/update');
  });
});

describe('the application', () => {
  test('is not made twice when Vonage makes it and says 500, or nothing', async () => {
    for (const answer of [() => json(500), () => new TypeError('fetch failed')]) {
      world = newWorld();
      const fails = failing('/v2/applications', 1, answer);
      world.instead = async (method, path, body) => {
        const failure = method === 'POST' ? await fails(method, path, body) : undefined;
        // It was made all the same.
        if (failure) await world.at('POST', '/v2/applications', JSON.parse(body) as object);
        return failure;
      };
      await world.setUp();
      await expectWhole();
    }
  });

  test('that Vonage cannot show at the moment is not replaced by another one', async () => {
    await world.setUp();
    world.instead = failing('/v2/applications/', Infinity, () => json(503));
    await expect(world.setUp()).rejects.toThrow(/out of order/);
    world.instead = () => undefined;
    await expectWhole();
  });

  test('that was removed at Vonage is made anew, with the same keys', async () => {
    const { applicationId } = await world.setUp();
    const { privateKey } = world.secret('vonage');
    await world.at('DELETE', `/v2/applications/${applicationId}`).catch(() => undefined);
    expect((await world.setUp()).applicationId).not.toBe(applicationId);
    expect(world.secret('vonage')['privateKey']).toBe(privateKey);
    await expectWhole();
  });

  test('keeps what others set on it', async () => {
    const { applicationId } = await world.setUp();
    const [before] = await world.applications();
    const capabilities = {
      ...before?.capabilities,
      voice: { ...before?.capabilities['voice'], conversation_ttl: 12 },
      verify: { version: 'v2', webhooks: { status_url: { address: `${API}/verify`, http_method: 'POST' } } },
    };
    await world.at('PUT', `/v2/applications/${applicationId}`, {
      name: 'mine',
      privacy: { improve_ai: false },
      capabilities,
    });
    await world.setUp({ business: 'ACME' });
    const [after] = await world.applications();
    expect(after).toMatchObject({ name: 'frontdesk (ACME)', privacy: { improve_ai: false }, capabilities });
  });

  test('is moved to a region and back, and stays there without being told', async () => {
    const voice = async () => (await world.applications())[0]?.capabilities['voice'];
    // Without hosts of its own, only the secret tells of the region's.
    const regional = (region?: Plan['region']): Promise<SetUp> => world.setUp(region ? { region } : {});
    await regional('eu');
    expect(await voice()).toMatchObject({ region: 'eu-west' });
    await regional();
    expect(await voice()).toMatchObject({ region: 'eu-west' });
    await regional('global');
    expect(await voice()).not.toHaveProperty('region');
  });
});

describe('what Vonage refuses is told as what it is', () => {
  test.each<[string, string, () => Response | Error, RegExp, number]>([
    ['403 of the numbers', '/account/numbers', () => json(403), /may not do this.*dashboard/, 1],
    ['401 of the numbers', '/account/numbers', () => json(401), /VONAGE_API_KEY and VONAGE_API_SECRET/, 1],
    ['401 within a 200', '/account/numbers', () => json(200, { 'error-code': '401' }), /VONAGE_API_KEY/, 1],
    ['429 of the numbers', '/account/numbers', () => json(429), /too often.*Wait a minute/, 4],
    ['500 of the numbers', '/account/numbers', () => json(500), /out of order.*statuspage/, 4],
    ['no answer', '/account/numbers', () => new TypeError('fetch failed'), /cannot be reached/, 4],
    [
      'a slow answer',
      '/account/numbers',
      () => Object.assign(new Error('x'), { name: 'TimeoutError' }),
      /in time/,
      4,
    ],
    ['a page of a proxy', '/account/numbers', () => new Response('<html>', { status: 200 }), /proxy/, 1],
    ['a redirect', '/account/numbers', () => json(302), /proxy/, 1],
    ['403 of the application', '/v2/applications', () => json(403), /may not do this/, 1],
    [
      '422 of the application',
      '/v2/applications',
      () => json(422, { title: 'No', detail: 'Bad name' }),
      /422: Bad name/,
      1,
    ],
    [
      '420 of a number',
      '/number/update',
      () => json(420, { 'error-code': '420', 'error-code-label': 'method failed' }),
      /number ending in 0000 \(420: method failed\)/,
      1,
    ],
    [
      '420 within a 200',
      '/number/update',
      () => json(200, { 'error-code': '420', 'error-code-label': 'no' }),
      /\(420: no\)/,
      1,
    ],
    ['402 of the settings', '/account/settings', () => json(402), /settings \(402\)/, 1],
  ])('%s', async (_what, path, answer, sentence, tries) => {
    world.instead = failing(path, Infinity, answer);
    const failed = world.setUp();
    await expect(failed).rejects.toThrow(sentence);
    await expect(failed).rejects.not.toThrow(/does not rent/);
    expect(world.asked.filter((one) => one.endsWith(path))).toHaveLength(tries);
    const told = `${String(await failed.catch((error: unknown) => error))} ${world.steps.join(' ')}`;
    for (const secret of [KEYS.apiSecret, 'a-signature-secret', BASIC.slice(6)])
      expect(told).not.toContain(secret);
  });

  test.each([429, 500, 503])('%d that passes is waited for, longer each time', async (status) => {
    world.instead = failing('/account/numbers', 3, () => json(status));
    await world.setUp();
    expect(world.pauses).toEqual([1_000, 2_000, 4_000]);
    await expectWhole();
  });

  test('as long as Vonage asks for, within reason', async () => {
    const waits = ['7', '3600', 'soon'];
    world.instead = failing('/account/numbers', 3, () =>
      json(429, {}, { 'retry-after': waits.shift() ?? '' }),
    );
    await world.setUp();
    expect(world.pauses).toEqual([7_000, 30_000, 4_000]);
  });

  test('an account without numbers has none', async () => {
    world.instead = failing('/account/numbers', Infinity, () => json(200));
    await expect(world.setUp()).rejects.toThrow(/does not rent 447700900000/);
  });
});

describe.each([false, true])('numbers, where Vonage forgets what is left out: %s', (forgets) => {
  beforeEach(() => {
    world.forgetsWhatIsLeftOut = forgets;
  });

  test('keep what is not the desk’s', async () => {
    const made = await world.at<{ id: string }>('POST', '/v2/applications', { name: 'Another' });
    const theirs = {
      app_id: made.id,
      voiceCallbackType: 'tel',
      voiceCallbackValue: '447700900777',
      voiceStatusCallback: `${API}/status`,
    };
    await world.update({ msisdn: DELIVERY, ...theirs });
    await world.setUp();
    expect(await world.number(DELIVERY)).toMatchObject({
      ...theirs,
      moHttpUrl: expect.stringContaining('/update?token='),
    });
  });

  test.each([
    ['tel', '447700900777'],
    ['sip', 'sip:user:password@example.com'],
    ['app', 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab'],
  ])('a leftover %s would outrank the application: it goes, is told, and kept', async (type, value) => {
    const old = `${API}/old?key=hidden-key`;
    await world.update({
      msisdn: SUPPORT,
      voiceCallbackType: type,
      voiceCallbackValue: value,
      moHttpUrl: old,
    });
    const { applicationId } = await world.setUp();
    const number = await world.number(SUPPORT);
    expect(number['voiceCallbackType'] ?? 'app').toBe('app');
    expect(number['voiceCallbackValue'] ?? applicationId).toBe(applicationId);
    const of = `number ${SUPPORT}`;
    const at = '2026-11-21T12:00:00.000Z';
    expect(world.secret('vonage')['replaced']).toEqual([
      { of, field: 'voiceCallbackType', value: type, at },
      { of, field: 'voiceCallbackValue', value, at },
    ]);
    expect(world.steps.join('\n')).toContain(`voiceCallbackType of the ${of}, which was ${type}`);
    expect(world.steps.join('\n')).not.toMatch(/hidden-key|password/);
    await world.setUp();
    expect(world.secret('vonage')['replaced']).toHaveLength(2);
  });
});

test('another system’s URLs are told without their parameters, and kept whole, once', async () => {
  const other = await serveChecks();
  await world.update({ msisdn: SUPPORT, moHttpUrl: `${other}/sms?key=hidden-key` });
  await world.at('POST', '/account/settings', { drCallBackUrl: `${other}/dlr?key=hidden-key` });
  await world.setUp();
  await world.setUp();
  expect(world.secret('vonage')['replaced']).toEqual([
    expect.objectContaining({ field: 'moHttpUrl', value: `${other}/sms?key=hidden-key` }),
    expect.objectContaining({ of: 'account', field: 'drCallBackUrl', value: `${other}/dlr?key=hidden-key` }),
  ]);
  expect(world.steps.join('\n')).toContain(`${other}/sms?…`);
  expect(world.steps.join('\n')).not.toContain('hidden-key');
});

test('an address that the desk had before is its own', async () => {
  const { webhookToken } = await world.setUp();
  await world.update({
    msisdn: SUPPORT,
    moHttpUrl: `${API.replace('127.0.0.1', 'localhost')}/support?token=${webhookToken}`,
  });
  await world.setUp();
  expect(world.secret('vonage')).not.toHaveProperty('replaced');
});

test('a forwarding that Vonage does not let go stops set-up with a sentence', async () => {
  await world.update({ msisdn: SUPPORT, voiceCallbackType: 'tel', voiceCallbackValue: '447700900777' });
  world.instead = (_method, path) =>
    path === '/number/update' ? json(200, { 'error-code': '200' }) : undefined;
  await expect(world.setUp()).rejects.toThrow(/still forwarded \(tel\).*dashboard/);
});

test('what was chosen once stays, where a later run does not say', async () => {
  await world.setUp({ smsProof: 'both', signatureMethod: 'sha512' });
  await world.setUp();
  expect(world.secret('proofs')).toMatchObject({ smsProof: 'both', signatureMethod: 'sha512' });
});
