import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { account, basic, fields, openWorld, SUPPORT, type World } from './setup.ts';

let world: World;
beforeEach(async () => {
  world = await openWorld();
});
afterEach(() => world.close());
const owner = { authorization: basic };

describe('API secrets', () => {
  const path = `/accounts/${account.apiKey}/secrets`;
  const as = (secret: string) => ({
    authorization: `Basic ${Buffer.from(`${account.apiKey}:${secret}`).toString('base64')}`,
  });
  const balance = async (secret: string) =>
    (await world.call('GET', '/account/get-balance', undefined, as(secret))).status;
  const listed = async (secret = account.apiSecret): Promise<string[]> => {
    const { json } = await world.call('GET', path, undefined, as(secret));
    const list = z.object({ _embedded: z.object({ secrets: z.array(z.object({ id: z.string() })) }) });
    return list.parse(json)._embedded.secrets.map(({ id }) => id);
  };

  test('are changed over by the SDK: one is added, the former deleted', async () => {
    const { secrets } = world.sdk();
    const [former] = await listed();
    await secrets.createSecret(account.apiKey, 'Second-secret-2');
    const ids = await listed();
    expect(ids).toHaveLength(2);
    expect(await balance('Second-secret-2')).toBe(200);
    expect(await balance(account.apiSecret)).toBe(200);
    await secrets.deleteSecret(account.apiKey, String(former));
    expect(await balance(account.apiSecret)).toBe(401);
    expect(await balance('Second-secret-2')).toBe(200);
    const text = { from: SUPPORT, to: '447700900777', text: 'x', api_key: account.apiKey };
    expect(
      (await world.call('POST', '/sms/json', { ...text, api_secret: 'Second-secret-2' })).json,
    ).toMatchObject({ messages: [{ status: '0' }] });
    expect(
      (await world.call('POST', '/sms/json', { ...text, api_secret: account.apiSecret })).json,
    ).toMatchObject({ messages: [{ status: '4' }] });
    expect(await listed('Second-secret-2')).toEqual(ids.slice(1));
    expect(await world.call('GET', `${path}/${ids[1]}`, undefined, as('Second-secret-2'))).toMatchObject({
      status: 200,
      json: { id: ids[1], created_at: expect.stringMatching(/^\d{4}-.+Z$/) },
    });
  });

  test('are one at least and two at most', async () => {
    const [only] = await listed();
    expect(await world.call('DELETE', `${path}/${only}`, undefined, owner)).toMatchObject({
      status: 403,
      json: { title: 'Secret Deletion Forbidden' },
    });
    expect(await world.call('POST', path, { secret: 'Second-secret-2' }, owner)).toMatchObject({
      status: 201,
    });
    expect(await world.call('POST', path, { secret: 'Third-secret-3' }, owner)).toMatchObject({
      status: 400,
    });
    expect(await listed()).toHaveLength(2);
    expect(await balance('Third-secret-3')).toBe(401);
  });

  test.each([
    ['too short', { secret: 'Short-1' }],
    ['too long', { secret: `Aa1${'x'.repeat(23)}` }],
    ['no digit', { secret: 'No-digit-here' }],
    ['no upper case', { secret: 'lower-case-1' }],
    ['no lower case', { secret: 'UPPER-CASE-1' }],
    ['no text', { secret: 12345678 }],
    ['nothing', {}],
    ['no object', '[]'],
    ['no JSON', '{'],
  ])('refuse %s', async (_, body) => {
    expect(await world.call('POST', path, body, owner)).toMatchObject({
      status: 400,
      json: { title: 'Bad Request', invalid_parameters: [{ name: 'secret' }] },
    });
    expect(await listed()).toHaveLength(1);
  });

  test('want the account, and one that is there', async () => {
    expect(await world.call('GET', path)).toMatchObject({ status: 401 });
    expect(await world.call('GET', path, undefined, as('Wrong-secret-1'))).toMatchObject({ status: 401 });
    expect(await world.call('GET', '/accounts/other999/secrets', undefined, owner)).toMatchObject({
      status: 404,
      json: { title: 'Invalid API Key' },
    });
    for (const method of ['GET', 'DELETE'])
      expect(await world.call(method, `${path}/nobody`, undefined, owner)).toMatchObject({ status: 404 });
  });

  test('survive a restart, and are there in a snapshot from before them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'vonage-'));
    const stateFile = join(folder, 'vonage.json');
    const first = await openWorld({ stateFile });
    await first.sdk().secrets.createSecret(account.apiKey, 'Second-secret-2');
    await first.close();
    const second = await openWorld({ stateFile });
    expect(await second.call('GET', '/account/get-balance', undefined, as('Second-secret-2'))).toMatchObject({
      status: 200,
    });
    await second.close();
    const { secrets: _, ...old } = fields(readFileSync(stateFile, 'utf8'));
    writeFileSync(stateFile, JSON.stringify(old));
    const third = await openWorld({ stateFile });
    expect(await third.call('GET', '/account/get-balance', undefined, owner)).toMatchObject({ status: 200 });
    await third.close();
    rmSync(folder, { recursive: true });
  });
});
