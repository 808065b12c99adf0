import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { aws, type AwsReply } from './fake-aws.ts';

/* What warm environments do while Secrets Manager is not there. Each test has an environment of its own. */

Object.assign(process.env, { VONAGE_SECRET: 'frontdesk/vonage', PROOFS_SECRET: 'frontdesk/proofs' });
const manager = await aws('SECRETS_MANAGER');
afterAll(() => manager.close());

const MINUTE = 60_000;
const realNow = Date.now.bind(Date);
let ahead = 0;
const later = (ms: number): void => void (ahead += ms);

const held = (apiKey: string): AwsReply => ({
  body: {
    SecretString: JSON.stringify({ apiKey, apiSecret: 's', applicationId: 'a', privateKey: 'p' }),
  },
});
const failing = (type: string, status: number): AwsReply => ({ status, body: { __type: type } });
const down = failing('InternalServiceError', 500);

type Secrets = typeof import('../../../../edge/aws/secrets.ts');
let secrets: Secrets;
let said: string[] = [];

beforeEach(async () => {
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
  said = [];
  jest.spyOn(console, 'log').mockImplementation((line: string) => void said.push(line));
  jest.resetModules();
  secrets = await import('../../../../edge/aws/secrets.ts');
  manager.calls = [];
  manager.answer = () => held('one');
});
afterEach(() => {
  jest.restoreAllMocks();
});

const key = async (fresh?: boolean): Promise<string> => (await secrets.vonageCredentials(fresh)).apiKey;

/** What is read beside the answers is over. */
async function readUntil(over: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await over())) await new Promise((resolve) => setImmediate(resolve));
}

const warnings = (): unknown[] => said.map((line) => JSON.parse(line) as unknown);

test('a byte order mark before what an owner pasted is no part of it', async () => {
  const { body } = held('pasted') as { body: { SecretString: string } };
  manager.answer = () => ({ body: { SecretString: `\ufeff${body.SecretString}` } });
  expect(await key()).toBe('pasted');
});

describe('a secret that was read before', () => {
  beforeEach(async () => {
    expect(await key()).toBe('one');
    manager.calls = [];
  });

  test('is not read again for five minutes, then it is, and a rotated one counts', async () => {
    manager.answer = () => held('two');
    later(4 * MINUTE);
    expect(await key()).toBe('one');
    expect(manager.calls).toEqual([]);
    later(2 * MINUTE);
    expect(await key()).toBe('two');
  });

  test('is the same object as long as it is not read again', async () => {
    expect(await secrets.vonageCredentials()).toBe(await secrets.vonageCredentials());
  });

  test.each<[string, AwsReply]>([
    ['is down', down],
    ['throttles', failing('ThrottlingException', 400)],
    ['talks nonsense', { status: 503, body: '<html>' }],
  ])(
    'stands while the service %s, is told once for each failed read, and is not read for each request',
    async (_name, reply) => {
      manager.answer = () => reply;
      later(10 * MINUTE);
      expect(await key()).toBe('one');
      await readUntil(() => said.length > 0);
      const { length } = manager.calls;
      for (let request = 0; request < 5; request += 1) expect(await key()).toBe('one');
      expect(manager.calls).toHaveLength(length);
      expect(warnings()).toEqual([
        expect.objectContaining({ level: 'warn', reason: 'secret-stale', secret: 'VONAGE_SECRET' }),
      ]);
      later(10_000);
      expect(await key()).toBe('one');
      await readUntil(() => said.length > 1);
      expect(manager.calls.length).toBeGreaterThan(length);
      manager.answer = () => held('two');
      later(24 * 60 * MINUTE);
      await readUntil(async () => (await key()) === 'two');
      expect(said).toHaveLength(2);
    },
  );

  test('stands, and is not waited for long, while the service keeps silent', async () => {
    manager.answer = () => undefined;
    later(10 * MINUTE);
    expect(await Promise.all([key(), key(), key()])).toEqual(['one', 'one', 'one']);
    // Still silent: nobody waits again.
    expect(await Promise.race([key(), new Promise((resolve) => setTimeout(resolve, 50))])).toBe('one');
    expect(manager.calls).toHaveLength(1);
  });

  test('is read beside what is answered: a rotated one counts as soon as it is there', async () => {
    let release: (reply: AwsReply) => void = () => undefined;
    const slow = new Promise<AwsReply>((resolve) => (release = resolve));
    manager.answer = () => slow;
    later(10 * MINUTE);
    expect(await key()).toBe('one');
    release(held('two'));
    await readUntil(async () => (await key()) === 'two');
    // One reading, which the SDK begins anew where the service is slow.
    expect(manager.calls.length).toBeLessThanOrEqual(2);
    expect(said).toEqual([]);
  });

  test.each<[string, AwsReply, string]>([
    ['holds something else now', { body: { SecretString: '{"apiKey":1}' } }, 'SecretUnusable'],
    ['holds no JSON now', { body: { SecretString: 'oops' } }, 'SecretUnusable'],
    ['was deleted', failing('ResourceNotFoundException', 400), 'ResourceNotFoundException'],
    ['was marked for deletion', failing('InvalidRequestException', 400), 'InvalidRequestException'],
    ['is forbidden to us', failing('AccessDeniedException', 400), 'AccessDeniedException'],
  ])('that %s is an error, now and later', async (_name, reply, error) => {
    manager.answer = () => reply;
    later(10 * MINUTE);
    await expect(key()).rejects.toMatchObject({ name: error });
    manager.answer = () => down;
    await expect(key()).rejects.toMatchObject({ name: 'InternalServiceError' });
    manager.answer = () => held('two');
    expect(await key()).toBe('two');
  });

  test('read past the cache, tries whatever failed just before, and falls back to the one that is there', async () => {
    manager.answer = () => down;
    expect(await key(true)).toBe('one');
    manager.answer = () => held('two');
    expect(await key(true)).toBe('two');
    expect(await key()).toBe('two');
  });

  test('is kept apart from the other secret', async () => {
    manager.answer = () => down;
    await expect(secrets.webhookSecrets()).rejects.toMatchObject({ name: 'InternalServiceError' });
  });
});

test('a secret that was never read is an error as long as it cannot be read, and is tried each time', async () => {
  manager.answer = () => down;
  for (let request = 0; request < 2; request += 1)
    await expect(key()).rejects.toMatchObject({ name: 'InternalServiceError' });
  expect(said).toEqual([]);
  manager.answer = () => held('one');
  expect(await key()).toBe('one');
});

describe('a secret that the set-up command has not written', () => {
  const unwritten: AwsReply = { body: { SecretString: '7Qe;generated-by-the-stack' } };
  const both = () => Promise.allSettled([secrets.vonageCredentials(), secrets.webhookSecrets()]);

  test('is told once a minute, with what to run, however many requests want it', async () => {
    manager.answer = () => unwritten;
    for (let request = 0; request < 5; request += 1)
      expect((await both()).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    const told = { level: 'error', reason: 'setup-missing', run: 'npm run setup', errors: 1 };
    expect(warnings()).toEqual([expect.objectContaining(told)]);
    later(59_000);
    await both();
    expect(said).toHaveLength(1);
    later(2_000);
    await both();
    expect(said).toHaveLength(2);
    expect(said.join()).not.toContain('generated-by-the-stack');
  });

  test('is used as soon as it is there', async () => {
    manager.answer = () => unwritten;
    await expect(key()).rejects.toMatchObject({ name: 'SecretUnusable' });
    manager.answer = () => held('one');
    expect(await key()).toBe('one');
  });
});
