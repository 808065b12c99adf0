import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setupCommand } from '../../../ops/setup/command.ts';
import type { Plan, SetUp } from '../../../ops/setup/plan.ts';
import { setUp } from '../../../ops/setup/set-up.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
let secrets: SecretsManagerClient;
const servers: Server[] = [];
beforeAll(async () => {
  desk = await TestDesk.open();
  secrets = new SecretsManagerClient({
    endpoint: desk.system.cloud.secretsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
  });
});
afterAll(async () => {
  secrets.destroy();
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  await desk.close();
});

/** Runs the set-up for the desk that is already set up; each test changes part of the plan. */
function run(changes: Partial<Plan> = {}, dynamodb = desk.tables): Promise<SetUp> {
  const plan: Plan = {
    outputs: desk.system.outputs,
    apiKey: 'local000',
    apiSecret: 'local-api-secret',
    ...NUMBERS,
    signatureSecret: 'local-signature-secret',
    signatureMethod: 'sha256',
    smsProof: 'both',
    sharedKey: true,
    restHost: desk.system.simulatorUrl,
    apiHost: desk.system.simulatorUrl,
    ...changes,
  };
  return setUp(plan, { secrets, dynamodb, onStep: () => {} });
}

/** A request to Vonage with the owner's key. */
async function askVonage<T>(method: string, path: string, body?: object): Promise<T> {
  const authorization = `Basic ${Buffer.from('local000:local-api-secret').toString('base64')}`;
  const answer = await fetch(`${desk.system.simulatorUrl}${path}`, {
    method,
    headers: { authorization, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

const atVonage = <T>(path: string): Promise<T> => askVonage<T>('GET', path);

interface Application {
  name: string;
  capabilities: Record<'voice' | 'rtc' | 'messages', { webhooks: Record<string, unknown> }>;
}

const application = (): Promise<Application> =>
  atVonage<Application>(`/v2/applications/${desk.system.account.applicationId}`);

async function settingsItem(): Promise<Record<string, unknown>> {
  return (await desk.items('NccoConfig')).find(({ name }) => name === 'settings') ?? {};
}

/** A Vonage that accepts an application's capabilities and then returns one of them empty. */
async function forgetful(forgotten: 'voice' | 'rtc' | 'messages'): Promise<string> {
  const server = createServer((request, response) => {
    void (async () => {
      const body = await text(request);
      const { authorization = '' } = request.headers;
      const answer = await fetch(`${desk.system.simulatorUrl}${request.url ?? ''}`, {
        method: request.method ?? 'GET',
        headers: { authorization, 'content-type': 'application/json' },
        ...(body && { body }),
      });
      const kept = (await answer.json()) as Partial<Application>;
      if (kept.capabilities) kept.capabilities[forgotten] = { webhooks: {} };
      response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(kept));
    })();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the set-up command', () => {
  test('run again it keeps every key and the application, and the desk goes on', async () => {
    const customer = desk.newCustomer();
    expect(await run()).toEqual(desk.system.account);
    const { _embedded } = await atVonage<{ _embedded: { applications: unknown[] } }>('/v2/applications');
    expect(_embedded.applications).toHaveLength(1);
    await desk.text(customer, 'Still there?');
    expect(await desk.received(customer)).toHaveLength(1);
  });

  test('changes the business’s name within 10 s', async () => {
    await run({ business: 'Blumen Müller' });
    await desk.advance(10_000);
    expect((await desk.ask('GET', '/')).text).toContain('Blumen Müller Support');
    await run({ business: 'ACME' });
  });

  test('without a name it keeps the one that ops wrote', async () => {
    const { name: _key, ...settings } = await settingsItem();
    await desk.configure({ name: 'settings', ...settings, businessName: 'Blumen & Söhne' });
    await run();
    expect((await settingsItem())['businessName']).toBe('Blumen & Söhne');
    expect((await application()).name).toBe('frontdesk (Blumen & Söhne)');
    await run({ business: 'ACME' });
    expect((await settingsItem())['businessName']).toBe('ACME');
  });

  test('gives a business that has no name one that can be read', async () => {
    const { businessName: _left, ...nameless } = await settingsItem();
    await desk.configure({ name: 'settings', ...nameless });
    await run();
    expect((await settingsItem())['businessName']).toBe('ACME');
  });

  test('keeps what ops added to numbers and settings, and only sets what each number is used for', async () => {
    const before = await settingsItem();
    const numbers = {
      [NUMBERS.support]: { uses: ['support'], language: 'ja', optOut: 'tollfree', note: 'Tokyo' },
      [NUMBERS.delivery]: { uses: [], optOut: 'assist' },
      '447700900999': { uses: ['delivery'], language: 'zh' },
    };
    await desk.configure({ ...before, language: 'zh', numbers, limits: { parts: 3 } });
    await run();
    expect(await settingsItem()).toEqual({
      ...before,
      language: 'zh',
      limits: { parts: 3 },
      numbers: {
        [NUMBERS.support]: {
          uses: ['support', 'voice'],
          language: 'ja',
          optOut: 'tollfree',
          note: 'Tokyo',
        },
        [NUMBERS.delivery]: { uses: ['delivery'], optOut: 'assist' },
      },
    });
    await desk.configure(before);
  });

  test.each([
    ['missing', undefined],
    ['a text', 'none'],
    ['a list', ['447700900000']],
    ['names of texts', { [NUMBERS.support]: 'support' }],
    ['null', { [NUMBERS.support]: null }],
  ])('mends numbers that are %s', async (_name, numbers) => {
    const { numbers: before, ...rest } = await settingsItem();
    await desk.configure({ name: 'settings', ...rest, ...(numbers !== undefined && { numbers }) });
    await run();
    expect((await settingsItem())['numbers']).toEqual(before);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
    [
      'a language given',
      {
        [NUMBERS.support]: { uses: ['support', 'voice'] },
        [NUMBERS.delivery]: { uses: ['delivery'], language: 'ja' },
      },
      { [NUMBERS.support]: {}, [NUMBERS.delivery]: { language: 'ja' } },
    ],
    [
      'a number taken away',
      { [NUMBERS.delivery]: { uses: ['delivery'], language: 'ja' } },
      { [NUMBERS.support]: {}, [NUMBERS.delivery]: { language: 'ja' } },
    ],
  ])('loses no edit that ops make while it runs: %s', async (_name, edit, expected) => {
    const before = await settingsItem();
    let edits = 0;
    const racing = new Proxy(desk.tables, {
      get: (tables, name) =>
        name === 'send'
          ? async (command: Parameters<typeof tables.send>[0]) => {
              if (command.constructor.name === 'UpdateCommand' && edits++ === 0)
                await desk.configure({ ...before, numbers: edit });
              return tables.send(command);
            }
          : (Reflect.get(tables, name) as unknown),
    });
    await run({}, racing);
    expect(edits).toBeGreaterThan(0);
    expect((await settingsItem())['numbers']).toEqual({
      [NUMBERS.support]: { uses: ['support', 'voice'], ...(expected[NUMBERS.support] as object) },
      [NUMBERS.delivery]: { uses: ['delivery'], ...(expected[NUMBERS.delivery] as object) },
    });
    await desk.configure(before);
  });

  test('registers where the Messages API is to deliver texts and receipts', async () => {
    const { capabilities } = await application();
    const token = desk.system.account.webhookToken;
    expect(capabilities.messages.webhooks).toEqual({
      inbound_url: { address: `${desk.system.apiUrl}/support?token=${token}`, http_method: 'POST' },
      status_url: { address: `${desk.system.apiUrl}/receipts?token=${token}`, http_method: 'POST' },
    });
    const { numbers } = await atVonage<{ numbers: { msisdn: string; app_id?: string }[] }>(
      '/account/numbers',
    );
    expect(new Set(numbers.map(({ app_id }) => app_id))).toEqual(
      new Set([desk.system.account.applicationId]),
    );
  });

  test('registers the webhooks of calls and apps with the token too, and moves older ones over', async () => {
    const { apiUrl, account } = desk.system;
    const at = (path: string) => `${apiUrl}/webhooks/${path}?token=${account.webhookToken}`;
    const registered = async () => {
      const { voice, rtc } = (await application()).capabilities;
      return [voice, rtc].map(({ webhooks }) =>
        Object.fromEntries(
          Object.entries(webhooks).map(([name, webhook]) => [name, (webhook as { address: string }).address]),
        ),
      );
    };
    const wanted = [
      { answer_url: at('answer'), fallback_answer_url: at('fallback'), event_url: at('event') },
      { event_url: at('event') },
    ];
    expect(await registered()).toEqual(wanted);
    const before = JSON.stringify(await application()).replaceAll(`?token=${account.webhookToken}`, '');
    await askVonage('PUT', `/v2/applications/${account.applicationId}`, JSON.parse(before) as object);
    // Until set-up runs again, calls come as before.
    const { body } = await desk.simulate<{ id: string; legs: { user?: string }[] }>(
      'POST',
      '/simulator/calls',
      {
        from: desk.newCustomer(),
        to: NUMBERS.voice,
      },
    );
    expect(body.legs.map(({ user }) => user)).toContain('Jane');
    await desk.simulate('POST', `/simulator/calls/${body.id}/hangup`, {});
    await desk.system.settled();
    await run();
    expect(await registered()).toEqual(wanted);
  });

  test.each([
    ['messages', /Messages API/],
    ['voice', /calls/],
    ['rtc', /calls/],
  ] as const)('says so when Vonage does not keep those of %s', async (capability, sentence) => {
    await expect(run({ apiHost: await forgetful(capability) })).rejects.toThrow(sentence);
  });

  test('leaves a number that is only for texts with the application that it serves', async () => {
    const made = await askVonage<{ id: string }>('POST', '/v2/applications', { name: 'Another' });
    const link = { country: 'GB', msisdn: NUMBERS.delivery, app_id: made.id };
    await askVonage('POST', '/number/update', link);
    await run();
    const { numbers } = await atVonage<{ numbers: { msisdn: string; app_id?: string }[] }>(
      '/account/numbers',
    );
    expect(numbers.find(({ msisdn }) => msisdn === NUMBERS.delivery)?.app_id).toBe(made.id);
    await askVonage('DELETE', `/v2/applications/${made.id}`);
    await run();
  });

  test('one number can serve support, deliveries and calls', async () => {
    await run({ delivery: NUMBERS.support });
    await desk.advance(10_000);
    const customer = desk.newCustomer();
    await desk.notify({ number: customer });
    await desk.text(customer, '2');
    await desk.text(customer, 'And where is my invoice?');
    const texts = await desk.received(customer);
    expect(texts.every(({ from }) => from === NUMBERS.support)).toBe(true);
    expect(texts[1]?.text).toMatch(/option 2\b/);
    expect(texts[2]?.text).toMatch(/ticket \d+/);
    await run();
    await desk.advance(10_000);
  });

  test('without the shared key it closes /api/jwt to that key', async () => {
    await run({ sharedKey: false });
    await desk.advance(10 * 60_000);
    const answer = await desk.jwt({ mobile_api_key: desk.system.account.mobileApiKey, user_name: 'Jane' });
    expect(answer.status).toBe(401);
  });

  test.each<[string, Partial<Plan>, RegExp]>([
    ['a number that is not rented', { support: '447700900555' }, /does not rent 447700900555/],
    ['a number as people write it', { voice: '+44 7700 900000' }, /no number in E\.164 digits/],
    ['a wrong API secret', { apiSecret: 'wrong' }, /VONAGE_API_KEY and VONAGE_API_SECRET/],
    ['a stack that is not deployed', { outputs: {} }, /npm run deploy/],
  ])('%s stops it with a sentence, before anything is changed', async (_what, changes, sentence) => {
    const before = await atVonage('/account/numbers');
    await expect(run(changes)).rejects.toThrow(sentence);
    expect(await atVonage('/account/numbers')).toEqual(before);
  });
});

describe('the proof of the signature secret', () => {
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-proof-'));
  const file = join(directory, 'outputs.json');
  /** Answers instead of Vonage or the desk, where it gives a status. */
  let instead: (method: string, url: string) => number | undefined = () => undefined;
  let pauses: number[] = [];

  async function typed(signatureSecret: string, ...more: string[]) {
    const [printed, errors]: [string[], string[]] = [[], []];
    pauses = [];
    writeFileSync(file, JSON.stringify({ Frontdesk: desk.system.outputs }));
    const fetchOrNot = (url: string, init: RequestInit): Promise<Response> => {
      const status = instead(init.method ?? 'GET', url);
      return status === undefined ? fetch(url, init) : Promise.resolve(Response.json({}, { status }));
    };
    const { support, delivery } = NUMBERS;
    const given = ['--support', support, '--delivery', delivery, '--sms-proof', 'both', '--shared-key'];
    const code = await setupCommand([...given, '--outputs', file, ...more], {
      print: (line) => printed.push(line),
      printError: (line) => errors.push(line),
      environment: {
        VONAGE_API_KEY: 'local000',
        VONAGE_API_SECRET: 'local-api-secret',
        VONAGE_SIGNATURE_SECRET: signatureSecret,
      },
      hosts: { restHost: desk.system.simulatorUrl, apiHost: desk.system.simulatorUrl },
      ports: () => ({
        secrets,
        dynamodb: desk.tables,
        fetch: fetchOrNot as typeof fetch,
        now: () => desk.system.clock.now(),
        pause: async (ms) => {
          pauses.push(ms);
          await desk.advance(ms);
        },
      }),
    });
    instead = () => undefined;
    const told = [...printed, ...errors].join('\n');
    for (const secret of [signatureSecret, 'local-api-secret', desk.system.account.webhookToken])
      expect(told).not.toContain(secret);
    return { code, printed: printed.join('\n'), errors: errors.join('\n') };
  }

  const storedSecret = async (): Promise<string> => {
    const { SecretString = '{}' } = await secrets.send(
      new GetSecretValueCommand({ SecretId: desk.system.outputs['ProofsSecret'] }),
    );
    return (JSON.parse(SecretString) as { signatureSecret: string }).signatureSecret;
  };
  const RIGHT = 'local-signature-secret';

  test('is an event of a call that Vonage made and signed; nobody’s phone rings, and nothing stays', async () => {
    const [calls, tickets] = [await desk.items('Calls'), await desk.items('Tickets')];
    const rung = async () =>
      (await desk.simulate<{ legs: { user?: string }[] }[]>('GET', '/simulator/calls')).body.flatMap(
        ({ legs }) => legs.flatMap(({ user }) => user ?? []),
      );
    const before = await rung();
    const { code, printed, errors } = await typed(RIGHT);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    expect(printed).toMatch(/^Stack: Frontdesk in account \d{12}, us-east-1/);
    expect(printed).toMatch(/Signature secret +proven/);
    await desk.system.settled();
    expect(await desk.items('Calls')).toEqual(calls);
    expect(await desk.items('Tickets')).toEqual(tickets);
    expect((await rung()).toSorted()).toEqual([...before, 'frontdesk-setup-check'].toSorted());
  });

  test('as JSON, tells the stack and no secret', async () => {
    const { printed } = await typed(RIGHT, '--json');
    expect(JSON.parse(printed)).toMatchObject({
      stack: 'Frontdesk',
      region: 'us-east-1',
      apiUrl: desk.system.apiUrl,
      applicationId: desk.system.account.applicationId,
      signature: { verdict: 'proven' },
    });
  });

  test('fails for another secret, which is told as that, and the one before is put back', async () => {
    const { code, errors } = await typed('of-another-account');
    expect(code).toBe(1);
    expect(errors).toMatch(/VONAGE_SIGNATURE_SECRET is not the signature secret.*before is back/);
    expect(Math.max(...pauses)).toBeGreaterThan(300_000);
    expect(await storedSecret()).toBe(RIGHT);
    await desk.advance(310_000);
    const customer = desk.newCustomer();
    const { body: call } = await desk.simulate<{ id: string; log: { text?: string }[] }>(
      'POST',
      '/simulator/calls',
      { from: customer, to: NUMBERS.voice },
    );
    expect(call.log.some(({ text }) => text !== undefined)).toBe(true);
    await desk.simulate('POST', `/simulator/calls/${call.id}/hangup`);
    await desk.system.settled();
  });

  test.each<[string, (method: string, url: string) => number | undefined, RegExp]>([
    [
      'Vonage makes no call',
      (method, url) => (method === 'POST' && url.endsWith('/v1/calls') ? 403 : undefined),
      /not proven: Vonage did not make a call.*403/,
    ],
    [
      'Vonage is out of order',
      (_method, url) => (url.includes('/v1/users') ? 503 : undefined),
      /not proven: .*out of order/,
    ],
    [
      'the desk does not answer',
      (_method, url) => (url.includes('/webhooks/event') ? 502 : undefined),
      /not proven: the desk's event URL answers 502/,
    ],
  ])('where %s, stays open: it says so, and how to prove it', async (_what, answer, sentence) => {
    instead = answer;
    const { code, printed, errors } = await typed(RIGHT);
    expect(code).toBe(0);
    expect(printed).toMatch(/Signature secret +unproven/);
    expect(errors).toMatch(sentence);
    expect(errors).toContain(`call ${NUMBERS.voice} from a phone`);
    expect(await storedSecret()).toBe(RIGHT);
  });

  test('fails at a first set-up too, and what is done stands for the next run', async () => {
    const stored = { SecretId: desk.system.outputs['ProofsSecret'] };
    const { SecretString } = await secrets.send(new GetSecretValueCommand(stored));
    await secrets.send(new PutSecretValueCommand({ ...stored, SecretString: 'as CloudFormation made it' }));
    // The functions of a stack that was deployed just now have never had another one.
    await desk.advance(310_000);
    const { code, errors } = await typed('of-another-account');
    expect(code).toBe(1);
    expect(errors).toMatch(/All else is set up\. Calls are refused until you run this again/);
    await secrets.send(new PutSecretValueCommand({ ...stored, SecretString }));
    await desk.advance(310_000);
    expect(await typed(RIGHT)).toMatchObject({ code: 0, errors: '' });
  });

  test('is left out on request, and not claimed', async () => {
    const { code, printed, errors } = await typed(RIGHT, '--no-proof');
    expect({ code, printed, errors }).toEqual({
      code: 0,
      printed: expect.stringMatching(/Signature secret +unproven/),
      errors: expect.stringContaining('not proven, as you asked'),
    });
  });
});

describe('npm run setup', () => {
  const outputs = join(mkdtempSync(join(tmpdir(), 'frontdesk-setup-')), 'cdk-outputs.json');
  writeFileSync(outputs, JSON.stringify({ Frontdesk: { ApiUrl: 'https://example.test' } }));

  const command = (...given: string[]): Promise<{ code: number; printed: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['ops/setup.ts', ...given], { env: {} }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, printed: stdout + stderr });
      });
    });

  test('--help shows what it takes, with an example', async () => {
    const { code, printed } = await command('--help');
    expect(code).toBe(0);
    expect(printed).toContain('Examples:');
  });

  test.each<[string, string[], number, RegExp]>([
    ['no number', [], 2, /--support <number>/],
    ['a number without its country', ['--support', '07700900000', '--outputs', outputs], 2, /country code/],
    [
      'no keys in the environment',
      ['--support', '447700900000', '--outputs', outputs],
      1,
      /set VONAGE_API_KEY/,
    ],
    ['no outputs', ['--support', '447700900000', '--outputs', 'nowhere.json'], 1, /npm run deploy/],
    ['another stack', ['--support', '447700900000', '--outputs', outputs, '--stack', 'Mine'], 2, /Frontdesk/],
    ['a region that is none', ['--support', '447700900000', '--region', 'mars'], 2, /us, eu, ap, global/],
    ['an option that is none', ['--suport', '1'], 2, /--suport/],
    ['a word too many', ['--support', '447700900000', 'please'], 2, /Too many/],
  ])('%s is told, with its exit code', async (_what, given, expected, sentence) => {
    const { code, printed } = await command(...given);
    expect(code).toBe(expected);
    expect(printed).toMatch(sentence);
    expect(printed).not.toMatch(/\n\s+at /);
  });
});
