import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { offence } from './structure.ts';
import {
  account,
  agentToken,
  basic,
  fields,
  keys,
  makeApplication,
  openWorld,
  status,
  SUPPORT,
  type World,
} from './setup.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());
const owner = { authorization: basic };

describe('applications', () => {
  test('are made, read, changed, listed and deleted by the SDK', async () => {
    const { applications } = world.sdk();
    const created = await applications.createApplication({
      name: 'One',
      capabilities: {
        voice: { webhooks: { answerUrl: { address: 'https://desk.test/answer', httpMethod: 'POST' } } },
      },
    });
    expect(created).toMatchObject({
      name: 'One',
      keys: { privateKey: expect.stringContaining('PRIVATE KEY') },
    });
    const id = String(created.id);
    expect(await applications.getApplication(id)).toMatchObject({ id, name: 'One' });
    await applications.updateApplication({
      ...created,
      id,
      name: 'Two',
      keys: { publicKey: keys.publicKey },
    });
    expect(await applications.getApplication(id)).toMatchObject({
      name: 'Two',
      keys: { publicKey: keys.publicKey },
    });
    for (let count = 0; count < 11; count += 1)
      await applications.createApplication({
        name: `More ${count}`,
        keys: { publicKey: keys.publicKey },
      } as Parameters<typeof applications.createApplication>[0]);
    const names: string[] = [];
    for await (const one of applications.listAllApplications()) names.push(one.name);
    expect(names).toHaveLength(12);
    await applications.deleteApplication(id);
    await expect(applications.getApplication(id)).rejects.toMatchObject({ response: { status: 404 } });
  });

  test('answer as the document describes', async () => {
    const id = await makeApplication(world);
    const { json } = await world.call('GET', `/v2/applications/${id}`, undefined, owner);
    // Real answers hold these too; the document leaves them out.
    const allow = ['keys', '_links', 'connect_timeout'];
    expect(
      offence('application.v2', '/components/schemas/ApplicationResponse', json, { allow }),
    ).toBeUndefined();
    const list = await world.call('GET', '/v2/applications?page_size=1', undefined, owner);
    expect(
      offence('application.v2', '/components/schemas/ApplicationResponseCollection', list.json, { allow }),
    ).toBeUndefined();
  });

  test.each([
    ['no name', {}],
    ['a key that is none', { name: 'x', keys: { public_key: 'no' } }],
    [
      'a method that is none',
      {
        name: 'x',
        capabilities: {
          voice: { webhooks: { answer_url: { address: 'https://a.test', http_method: 'PUT' } } },
        },
      },
    ],
    [
      'a URL that is none',
      { name: 'x', capabilities: { voice: { webhooks: { answer_url: { address: 'desk' } } } } },
    ],
    [
      'too long a limit',
      {
        name: 'x',
        capabilities: {
          voice: { webhooks: { answer_url: { address: 'https://a.test', socket_timeout: 9_000 } } },
        },
      },
    ],
    ['no JSON', '{'],
  ])('refuse %s', async (_, body) => {
    const { status: code, json } = await world.call('POST', '/v2/applications', body, owner);
    expect({ code, json }).toMatchObject({
      code: 400,
      json: { title: 'Bad Request', invalid_parameters: [{ reason: expect.any(String) }] },
    });
  });

  test.each([[{}], [{ authorization: 'Basic !!' }], [{ authorization: 'Bearer x' }]])(
    'want credentials, not %j',
    async (headers) => {
      expect(await world.call('GET', '/v2/applications', undefined, headers)).toMatchObject({ status: 401 });
    },
  );
});

describe('numbers', () => {
  test('are searched, bought, linked, listed and cancelled by the SDK', async () => {
    const { numbers } = world.sdk();
    const found = await numbers.getAvailableNumbers({
      country: 'US',
      size: 3,
      features: ['SMS', 'VOICE'],
    } as Parameters<typeof numbers.getAvailableNumbers>[0]);
    expect(found.numbers).toHaveLength(3);
    const msisdn = found.numbers?.[0]?.msisdn ?? '';
    const id = await makeApplication(world);
    expect(await numbers.buyNumber({ country: 'US', msisdn })).toMatchObject({ errorCode: '200' });
    expect(await numbers.updateNumber({ country: 'US', msisdn, applicationId: id })).toMatchObject({
      errorCode: '200',
    });
    const owned = await world.call('GET', `/account/numbers?application_id=${id}`, undefined, owner);
    expect(owned.json).toMatchObject({ count: 2, numbers: [{ msisdn: SUPPORT }, { msisdn, app_id: id }] });
    expect(
      offence('numbers', '/components/schemas/inbound-numbers', owned.json, { allow: ['app_id'] }),
    ).toBeUndefined();
    const offered = await world.call(
      'GET',
      '/number/search?country=GB&type=mobile-lvn&pattern=23&search_pattern=2',
      undefined,
      owner,
    );
    expect(offence('numbers', '/components/schemas/available-numbers', offered.json)).toBeUndefined();
    expect(offered.json).toMatchObject({ count: 1 });
    expect(await numbers.cancelNumber({ country: 'US', msisdn })).toMatchObject({ errorCode: '200' });
    expect(await world.form('/number/cancel', { country: 'US', msisdn })).toMatchObject({
      status: 420,
      json: { 'error-code': '420' },
    });
  });

  test('take a webhook only when it answers the check with 200 or 204', async () => {
    const moHttpUrl = `${world.receiver.url}/support`;
    world.receiver.answer('/support', status(302), status(404), status(204), status(200));
    const update = () => world.form('/number/update', { country: 'GB', msisdn: SUPPORT, moHttpUrl });
    expect(await update()).toMatchObject({ status: 420 });
    expect(await update()).toMatchObject({ status: 420 });
    expect((await update()).json).toEqual({ 'error-code': '200', 'error-code-label': 'success' });
    expect((await update()).json).toEqual({ 'error-code': '200', 'error-code-label': 'success' });
    expect(world.receiver.received.map(({ method, query }) => [method, [...query].length])).toEqual(
      Array(4).fill(['GET', 0]),
    );
  });

  const search = async (query: string) => {
    const { json } = await world.call('GET', `/number/search?${query}`, undefined, owner);
    return z
      .object({
        count: z.number(),
        numbers: z.array(
          z.object({ msisdn: z.string(), type: z.string(), features: z.array(z.string()), cost: z.string() }),
        ),
      })
      .parse(json);
  };

  test.each([
    ['GB', 'mobile-lvn', 12],
    ['GB', 'landline', 12],
    ['GB', 'landline-toll-free', 12],
    ['US', 'mobile-lvn', 11],
    ['US', 'landline-toll-free', 11],
    ['JP', 'mobile-lvn', 12],
    ['CN', 'landline-toll-free', 12],
  ])('of %s and type %s are found, and no others', async (country, type, digits) => {
    const { count, numbers } = await search(`country=${country}&type=${type}&size=100`);
    expect(count).toBe(100);
    expect(new Set(numbers.map((number) => number.type))).toEqual(new Set([type]));
    expect(new Set(numbers.map(({ msisdn }) => msisdn.length))).toEqual(new Set([digits]));
  });

  test('are found by their features, MMS among them, in any order', async () => {
    expect(await search('country=GB&features=MMS')).toMatchObject({ count: 0, numbers: [] });
    const { count, numbers } = await search('country=US&type=mobile-lvn&features=MMS,VOICE,SMS');
    expect(count).toBe(100);
    expect(numbers[0]?.features.toSorted()).toEqual(['MMS', 'SMS', 'VOICE']);
    // As nexmo 2.9.1 writes a list.
    expect(await search('country=GB&features=VOICE&features=SMS')).toMatchObject({ count: 100 });
    expect((await search('country=GB&features=VOICE')).count).toBe(300);
    expect(await world.call('GET', '/number/search?country=GB&type=satellite', undefined, owner)).toEqual({
      status: 420,
      json: { 'error-code': '420', 'error-code-label': 'method failed' },
    });
  });

  test('keep the application of the Messages API, which gets their texts', async () => {
    const { receiver } = world;
    const voice = await makeApplication(world);
    const { json } = await world.call(
      'POST',
      '/v2/applications',
      {
        name: 'Texts',
        keys: { public_key: keys.publicKey },
        capabilities: { messages: { webhooks: { inbound_url: { address: `${receiver.url}/texts` } } } },
      },
      owner,
    );
    const messages = String((json as { id: string }).id);
    const update = (fields: Record<string, string>) =>
      world.form('/number/update', { country: 'GB', msisdn: SUPPORT, ...fields });
    const link = { messagesCallbackType: 'app', messagesCallbackValue: messages };
    expect(await update({ ...link, messagesCallbackValue: 'nobody' })).toMatchObject({ status: 420 });
    expect(await update({ messagesCallbackType: 'app' })).toMatchObject({ status: 420 });
    expect(await update({ messagesCallbackValue: messages })).toMatchObject({ status: 420 });
    expect(await update(link)).toMatchObject({ status: 200 });
    const owned = async () => (await world.call('GET', '/account/numbers', undefined, owner)).json;
    expect(await owned()).toMatchObject({ numbers: [{ msisdn: SUPPORT, app_id: voice, ...link }, {}] });
    await world.call('POST', '/simulator/messages', {
      from: '447700900777',
      to: SUPPORT,
      text: 'Hello',
      as: 'messages',
    });
    expect(fields(receiver.at('/texts')[0]?.body ?? '{}')).toMatchObject({ text: 'Hello' });
    expect(await update({ messagesCallbackType: '' })).toMatchObject({ status: 200 });
    expect(JSON.stringify(await owned())).not.toContain('messagesCallback');
    await update(link);
    await world.call('DELETE', `/v2/applications/${messages}`, undefined, owner);
    expect(JSON.stringify(await owned())).not.toContain('messagesCallback');
  });

  test.each([
    ['an unknown number', { country: 'GB', msisdn: '447700900999' }],
    ['an unknown application', { country: 'GB', msisdn: SUPPORT, app_id: 'nobody' }],
    ['another country', { country: 'FR', msisdn: SUPPORT }],
    ['nothing', {}],
  ])('refuse %s', async (_, body) => {
    expect(await world.form('/number/update', body)).toMatchObject({ status: 420 });
    expect(await world.form('/number/buy', body)).toMatchObject({ status: 420 });
  });

  test('want credentials', async () => {
    const { status: code, json } = await world.call('GET', '/account/numbers');
    expect(code).toBe(401);
    expect(offence('numbers', '/components/schemas/account-unauthorized', json)).toBeUndefined();
  });
});

describe('the account', () => {
  test('has settings, which are checked before they are kept', async () => {
    const url = `${world.receiver.url}/in`;
    const { json } = await world.form('/account/settings', { moCallBackUrl: url });
    expect(offence('account', '/components/schemas/accountSettings', json)).toBeUndefined();
    expect(json).toMatchObject({ 'mo-callback-url': url });
    world.receiver.answer('/in', status(404));
    expect(await world.form('/account/settings', { drCallBackUrl: url })).toMatchObject({ status: 420 });
    expect((await world.form('/account/settings', {})).json).toMatchObject({
      'mo-callback-url': url,
      'dr-callback-url': '',
    });
  });

  test('has a balance that texts lower', async () => {
    const before = await world.sdk().accounts.getBalance();
    await world.sdk().sms.send({ from: SUPPORT, to: '447700900777', text: 'x' });
    const after = await world.sdk().accounts.getBalance();
    expect(before.value - after.value).toBeCloseTo(0.0333, 5);
  });

  test('is shown with what the caller adds', async () => {
    const one = await openWorld({
      extraAccount: () => ({ apiUrl: 'http://x' }),
      health: () => Promise.resolve(false),
    });
    expect((await one.call('GET', '/simulator/account')).json).toMatchObject({
      ...account,
      apiUrl: 'http://x',
    });
    expect(await one.call('GET', '/simulator/health')).toMatchObject({ status: 503 });
    expect(await world.call('GET', '/simulator/health')).toMatchObject({ status: 200 });
    await one.close();
  });

  test('survives a restart', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vonage-'));
    const stateFile = join(folder, 'deep', 'vonage.json');
    const first = await openWorld({ stateFile });
    const id = await makeApplication(first);
    await first.sdk({ applicationId: id, privateKey: keys.privateKey }).users.createUser({ name: 'Jane' });
    await first.call('POST', '/simulator/messages', { from: '447700900777', to: SUPPORT, text: 'kept' });
    await first.close();
    const second = await openWorld({ stateFile, numbers: [] });
    expect((await second.call('GET', '/simulator/messages')).json).toMatchObject([{ text: 'kept' }]);
    const token = await agentToken(second, id);
    expect(
      await second.call('POST', '/simulator/sessions', undefined, { authorization: `Bearer ${token}` }),
    ).toMatchObject({ status: 201 });
    await second.close();
    writeFileSync(stateFile, '{');
    await expect(openWorld({ stateFile })).rejects.toThrow('delete it to begin anew');
    rmSync(folder, { recursive: true });
  });
});

describe('users', () => {
  let id: string;
  beforeEach(async () => {
    id = await makeApplication(world);
  });
  const users = () => world.sdk({ applicationId: id, privateKey: keys.privateKey }).users;

  test('are made, found by name, read, changed and deleted by the SDK', async () => {
    const made = await users().createUser({ name: 'Jane', displayName: 'Jane D.' });
    expect(made).toMatchObject({ id: expect.stringMatching(/^USR-/), name: 'Jane', displayName: 'Jane D.' });
    await users().createUser({ name: 'Joe' });
    const page = await users().getUserPage({ name: 'Jane' });
    expect(page).toMatchObject({ page_size: 10, _embedded: { users: [{ id: made.id, name: 'Jane' }] } });
    expect(page._embedded.users).toHaveLength(1);
    expect(await users().getUser(String(made.id))).toMatchObject({ name: 'Jane' });
    await users().updateUser({ ...made, displayName: 'J' });
    expect(await users().getUser(String(made.id))).toMatchObject({ displayName: 'J' });
    await users().deleteUser(String(made.id));
    await expect(users().getUser(String(made.id))).rejects.toMatchObject({ response: { status: 404 } });
  });

  test('are listed page by page', async () => {
    for (let count = 0; count < 5; count += 1) await users().createUser({ name: `Agent ${count}` });
    const names: unknown[] = [];
    for await (const user of users().listAllUsers({ pageSize: 2 })) names.push(user.name);
    expect(names).toEqual(['Agent 0', 'Agent 1', 'Agent 2', 'Agent 3', 'Agent 4']);
  });

  test('have names of their own', async () => {
    await users().createUser({ name: 'Jane' });
    const failure: unknown = await users()
      .createUser({ name: 'Jane' })
      .catch((error: unknown) => error);
    const { response } = failure as { response: Response };
    expect(response.status).toBe(409);
    expect(fields(await response.text())).toMatchObject({
      code: 'user:error:duplicate-name',
      detail: expect.any(String),
    });
  });

  test.each([
    ['no token', () => Promise.resolve(undefined)],
    [
      'another key',
      async () =>
        agentToken(
          world,
          id,
          {},
          (await import('node:crypto')).generateKeyPairSync('rsa', {
            modulusLength: 2048,
            publicKeyEncoding: { type: 'spki', format: 'pem' },
            privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
          }).privateKey,
        ),
    ],
    ['another application', () => agentToken(world, 'b9f8e2a0-0000-0000-0000-000000000000')],
    ['an old token', () => agentToken(world, id, { exp: 1 })],
  ])('want the application’s JWT, not %s', async (_, token) => {
    const given = await token();
    const headers = given === undefined ? {} : { authorization: `Bearer ${given}` };
    expect(await world.call('GET', '/v1/users', undefined, headers)).toMatchObject({ status: 401 });
  });
});
