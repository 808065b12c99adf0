import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setUp, type Plan, type SetUp } from '../../../ops/setup/set-up.ts';
import { NUMBERS, TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
let secrets: SecretsManagerClient;
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
  await desk.close();
});

/** What an owner chooses for the desk that runs already; each test changes what it is about. */
function run(changes: Partial<Plan> = {}): Promise<SetUp> {
  const plan: Plan = {
    outputs: desk.system.outputs,
    apiKey: 'local000',
    apiSecret: 'local-api-secret',
    ...NUMBERS,
    business: 'ACME',
    signatureSecret: 'local-signature-secret',
    signatureMethod: 'sha256',
    smsProof: 'both',
    sharedKey: true,
    restHost: desk.system.simulatorUrl,
    apiHost: desk.system.simulatorUrl,
    ...changes,
  };
  return setUp(plan, { secrets, dynamodb: desk.tables, say: () => {} });
}

/** Vonage's own view of the account, asked with the owner's key. */
async function atVonage<T>(path: string): Promise<T> {
  const authorization = `Basic ${Buffer.from('local000:local-api-secret').toString('base64')}`;
  const answer = await fetch(`${desk.system.simulatorUrl}${path}`, { headers: { authorization } });
  return (await answer.json()) as T;
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

describe('npm run setup', () => {
  const outputs = join(mkdtempSync(join(tmpdir(), 'frontdesk-setup-')), 'cdk-outputs.json');
  writeFileSync(outputs, JSON.stringify({ Frontdesk: { ApiUrl: 'https://example.test' } }));

  const command = (...given: string[]): Promise<{ code: number; said: string }> =>
    new Promise((resolve) => {
      execFile(process.execPath, ['ops/setup.ts', ...given], { env: {} }, (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: stdout + stderr });
      });
    });

  test('--help shows what it takes, with an example', async () => {
    const { code, said } = await command('--help');
    expect(code).toBe(0);
    expect(said).toContain('Example:');
  });

  test.each<[string, string[], RegExp]>([
    ['no number', [], /--support <digits>/],
    ['no keys in the environment', ['--support', '447700900000', '--outputs', outputs], /Set VONAGE_API_KEY/],
    ['no outputs', ['--support', '447700900000', '--outputs', 'nowhere.json'], /npm run deploy/],
    ['an option that is none', ['--suport', '1'], /--suport/],
  ])('%s is told and ends with 1', async (_what, given, sentence) => {
    const { code, said } = await command(...given);
    expect(code).toBe(1);
    expect(said).toMatch(sentence);
    expect(said).not.toMatch(/\n\s+at /);
  });
});
