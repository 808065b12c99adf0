import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentsCommand } from '../../../ops/agents/command.ts';
import { TestDesk } from '../../desk/desk.ts';
import { Exchange } from '../../e2e/tutorial-3-calls.ts';
import { changesNothing } from './state.ts';

let desk: TestDesk;
let line: Exchange;
beforeAll(async () => {
  desk = await TestDesk.open();
  line = new Exchange(desk);
});
afterAll(() => desk.close());

/** Types `npm run agents -- …`, and lets the functions' caches run out unless `atOnce`. */
async function typed(args: string[], { port, atOnce }: { port?: string; atOnce?: true } = {}) {
  const said: string[] = [];
  const complaints: string[] = [];
  const code = await agentsCommand(args, {
    print: (line) => said.push(line),
    printError: (line) => complaints.push(line),
    now: () => desk.system.clock.now(),
    newKey: () => randomBytes(24).toString('base64url'),
    dynamodbPort: port ?? new URL(desk.system.dynamodbUrl).port,
  });
  if (!atOnce) await desk.advance(10_000);
  const key = said.map((line) => line.trim()).find((line) => /^[\w-]{32}$/.test(line)) ?? '';
  return { code, said: said.join('\n'), complained: complaints.join('\n'), key };
}
const agents = (...args: string[]) => typed([...args, '--local']);

const item = async (name: string) => (await desk.items('Agents')).find((agent) => agent['name'] === name);
const logIn = (name: string, key: string) => desk.jwt({ mobile_api_key: key, user_name: name });
const tickets = async (jwt: string) =>
  (await desk.ask('GET', '/api/tickets', { headers: { authorization: `Bearer ${jwt}` } })).status;

describe('npm run agents', () => {
  test('a new agent’s own key opens /api/jwt for that agent alone, and only its hash is kept', async () => {
    const { code, key, said } = await agents('add', 'Ann');
    expect(code).toBe(0);
    expect(key).toMatch(/^[\w-]{32}$/);
    expect(said.split(key)).toHaveLength(2);
    const answer = await logIn('Ann', key);
    expect(answer).toMatchObject({ status: 200, body: { user_name: 'Ann' } });
    expect(await tickets(answer.body.jwt)).toBe(200);
    expect((await logIn('Jane', key)).status).toBe(401);
    expect(await item('Ann')).toMatchObject({ keyHash: createHash('sha256').update(key).digest('hex') });
    expect(JSON.stringify(await desk.items('Agents'))).not.toContain(key);
  });

  test('a removed agent is out within ten seconds, with key and JWT; added again, only the new key works', async () => {
    const { key: first } = await agents('add', 'Ben');
    const { jwt, user_id } = (await logIn('Ben', first)).body;
    expect(await tickets(jwt)).toBe(200);
    expect((await agents('remove', 'Ben')).code).toBe(0);
    expect(await tickets(jwt)).toBe(403);
    expect((await logIn('Ben', first)).status).toBe(401);
    expect((await logIn('Ben', desk.system.account.mobileApiKey ?? '')).status).toBe(403);
    expect(await item('Ben')).toMatchObject({ removedAt: expect.any(Number), userId: user_id });

    const { key: second } = await agents('add', 'Ben');
    expect(second).not.toBe(first);
    expect((await logIn('Ben', first)).status).toBe(401);
    const again = await logIn('Ben', second);
    expect(again).toMatchObject({ status: 200, body: { user_id } });
    expect(await item('Ben')).not.toHaveProperty('removedAt');
    // Its lifetime is not over, and its agent is on the roster: it is of another key.
    expect(await tickets(jwt)).toBe(401);
    expect(await tickets(again.body.jwt)).toBe(200);
  });

  test('a new key closes the one before, and the JWTs that it got; not those of others', async () => {
    const { key: first } = await agents('add', 'Cat');
    const { jwt: old } = (await logIn('Cat', first)).body;
    const shared = { mobile_api_key: desk.system.account.mobileApiKey ?? '', user_name: 'Cat' };
    const { jwt: sharedOld } = (await desk.jwt(shared)).body;
    const { jwt: janes } = (await desk.jwt({ ...shared, user_name: 'Jane' })).body;
    const { code, key: second } = await agents('new-key', 'Cat');
    expect(code).toBe(0);
    expect((await logIn('Cat', first)).status).toBe(401);
    for (const jwt of [old, sharedOld]) expect(await tickets(jwt)).toBe(401);
    const answer = await logIn('Cat', second);
    expect(answer.status).toBe(200);
    expect(await tickets(answer.body.jwt)).toBe(200);
    expect(await tickets((await desk.jwt(shared)).body.jwt)).toBe(200);
    expect(await tickets(janes)).toBe(200);
  });

  test('a JWT that a function gives out before it knows of the new key opens nothing after ten seconds', async () => {
    const { key } = await agents('add', 'Fay');
    // The first time makes the user at Vonage, the second is remembered.
    for (let time = 0; time < 2; time += 1) await logIn('Fay', key);
    expect((await typed(['new-key', 'Fay', '--local'], { atOnce: true })).code).toBe(0);
    const { status, body } = await logIn('Fay', key);
    expect(status).toBe(200);
    await desk.advance(10_000);
    expect(await tickets(body.jwt)).toBe(401);
  });

  test('an agent’s token is a JWT with a UUID, as Vonage wants it', async () => {
    const { key } = await agents('add', 'Gus');
    const [, claims = ''] = (await logIn('Gus', key)).body.jwt.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      jti: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    });
  });

  test('who is added is rung without having signed in or said anything, who is removed is not, nor who was away then', async () => {
    const rung = async (): Promise<(string | undefined)[]> => {
      let call = await line.phone();
      while (call.legs.at(-1)?.state === 'ringing') call = await line.leg(call, 'reject');
      await line.hangUp(call);
      await desk.advance(61_000);
      return call.legs.map(({ user }) => user);
    };
    expect(await rung()).not.toContain('Hal');
    const { key } = await agents('add', 'Hal');
    expect(await rung()).toContain('Hal');
    const { jwt } = (await logIn('Hal', key)).body;
    await desk.ask('POST', '/api/availability', {
      headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' },
      body: '{"available":false}',
    });
    expect(await rung()).not.toContain('Hal');
    await agents('remove', 'Hal');
    expect(await item('Hal')).not.toHaveProperty('roster');
    expect(await rung()).not.toContain('Hal');
    await agents('add', 'Hal');
    expect(await rung()).toContain('Hal');
  });

  test('the first deployment’s agents get keys of their own', async () => {
    const { key } = await agents('new-key', 'Joe');
    expect((await logIn('Joe', key)).status).toBe(200);
  });

  test('the list shows who is on the roster, since when, with a key or without, and no key', async () => {
    const { key } = await agents('add', 'Mary Ann');
    await agents('add', 'Gone');
    await agents('remove', 'Gone');
    await desk.tables.send(
      new PutCommand({ TableName: 'Agents', Item: { name: 'Zoë', availability: 'away', since: 'broken' } }),
    );
    const { code, said } = await agents('list');
    expect(code).toBe(0);
    const today = new Date(desk.system.clock.now()).toISOString().slice(0, 10);
    expect(said).toMatch(new RegExp(`^Mary Ann +since ${today} +key$`, 'm'));
    expect(said).toMatch(/^Jane +since the start +no key$/m);
    expect(said).toMatch(/^Zoë .*no key +away$/m);
    expect(said).not.toMatch(/Gone/);
    expect(said).not.toContain(key);
  });

  test('as JSON, what is told is data alone', async () => {
    const { code, said } = await typed(['list', '--local', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(said)).toContainEqual(expect.objectContaining({ name: 'Jane', hasKey: false }));
    const added = await agents('add', 'Kim', '--json');
    const { name, key } = JSON.parse(added.said) as { name: string; key: string };
    expect((await logIn(name, key)).status).toBe(200);
  });

  test.each([
    [[], 'npm run agents'],
    [['--help'], 'Examples'],
  ])('%j shows the help', async (args, sentence) => {
    const { code, said, complained } = await typed(args);
    expect(code).toBe(args.length === 0 ? 2 : 0);
    expect(args.length === 0 ? complained : said).toContain(sentence);
  });

  test.each([
    ['an unknown verb', ['fire', 'Jane'], 2, "'fire'"],
    ['no name', ['add'], 2, "'name'"],
    ['two names', ['add', 'Jane', 'Joe'], 2, 'Too many'],
    ['an empty name', ['add', ''], 2, 'name has'],
    ['blanks around, which count for nothing', ['add', ' Jane '], 1, 'on the roster already'],
    ['a line break', ['add', 'Ja\nne'], 2, 'name has'],
    ['markup', ['add', '<b>'], 2, 'name has'],
    ['a placeholder-like brace', ['add', '{x}'], 2, 'name has'],
    ['an invisible mark', ['add', 'Jane\u200b'], 2, 'name has'],
    ['101 letters', ['add', 'J'.repeat(101)], 2, 'name has'],
    ['one who is there', ['add', 'Jane'], 1, 'already'],
    ['nobody', ['remove', 'Nobody'], 1, 'no Nobody'],
    ['another case', ['new-key', 'jane'], 1, 'no jane'],
    ['an unknown option', ['list', '--al'], 2, '--al'],
  ])('%s: changes nothing and says so', async (_case, args, expected, sentence) => {
    const { code, said, complained } = await changesNothing(desk, () => agents(...args));
    expect({ code, said }).toEqual({ code: expected, said: '' });
    expect(complained).toContain(sentence);
  });

  test('nobody is removed twice', async () => {
    await agents('add', 'Dan');
    await agents('remove', 'Dan');
    for (const verb of ['remove', 'new-key'])
      expect(await agents(verb, 'Dan')).toMatchObject({
        code: 1,
        complained: expect.stringMatching(/no Dan/),
      });
  });

  test('without a desk on this machine, or a deployment, says what to do', async () => {
    expect((await typed(['list', '--local'], { port: '1' })).complained).toContain('npm start');
    expect((await typed(['list', '--outputs', 'no-such.json'])).complained).toContain('npm run deploy');
  });

  test('works on a deployed stack by its outputs', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'frontdesk-agents-'));
    const file = join(directory, 'outputs.json');
    const saved = { ...process.env };
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: desk.system.dynamodbUrl,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'owner',
      AWS_SECRET_ACCESS_KEY: 'owner',
    });
    try {
      writeFileSync(file, JSON.stringify({ Frontdesk: desk.system.outputs }));
      const { code, key } = await typed(['add', 'eve@example.com', '--outputs', file]);
      expect(code).toBe(0);
      expect((await logIn('eve@example.com', key)).status).toBe(200);
    } finally {
      process.env = saved;
      rmSync(directory, { recursive: true });
    }
  });
});
