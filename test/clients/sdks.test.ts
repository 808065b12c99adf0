import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Vonage as Sdk3 } from '@vonage/server-sdk';
import Nexmo from 'nexmo';
import Sdk2 from 'vonage-server-sdk-2';
import { z } from 'zod';
import {
  account,
  JANES_PHONE,
  keys,
  makeApplication,
  openWorld,
  SUPPORT,
  type World,
} from '../integration/vonage/setup.ts';
import type { Account, Client } from './client.ts';
import { withCallbacks } from './with-callbacks.ts';
import { withPromises } from './with-promises.ts';

// Once 3.30.1 has its ES modules: Jest cannot give the same one (uuid) to require() while it is still linking them.
const { Vonage: Sdk30 } = await import('vonage-server-sdk-3.0');

const CLIENTS: [name: string, open: (account: Account) => Client][] = [
  ['nexmo 2.9.1', (given) => withCallbacks(Nexmo, given, { hostsAsUrls: false })],
  ['@vonage/server-sdk 2.11.3', (given) => withCallbacks(Sdk2, given, { hostsAsUrls: true })],
  ['@vonage/server-sdk 3.0.1', (given) => withPromises(Sdk30, given)],
  ['@vonage/server-sdk 3.30.1', (given) => withPromises(Sdk3, given)],
];

let world: World;
let applicationId: string;
beforeEach(async () => {
  world = await openWorld();
  applicationId = await makeApplication(world);
});
afterEach(() => world.close());

const offered = z.object({ numbers: z.array(z.object({ msisdn: z.string() })) });
const identified = z.object({ id: z.string() });
const secretList = z.object({ _embedded: z.object({ secrets: z.array(identified) }) });
const calling = z.object({ uuid: z.string() });

describe.each(CLIENTS)('%s', (_, open) => {
  const client = (changes: Partial<Account> = {}): Client =>
    open({
      apiKey: account.apiKey,
      apiSecret: account.apiSecret,
      applicationId,
      privateKey: keys.privateKey,
      url: world.url,
      ...changes,
    });

  test('sends a text, and learns why another is refused', async () => {
    const text = { from: SUPPORT, to: JANES_PHONE, text: 'Tea & cake = 50% + £1?', 'client-ref': 'r-1' };
    expect(await client().text(text)).toMatchObject({
      messages: [{ status: '0', to: JANES_PHONE }],
    });
    const { json } = await world.call('GET', `/simulator/messages?number=${JANES_PHONE}`);
    expect(json).toMatchObject([
      { from: SUPPORT, to: JANES_PHONE, text: text.text, clientRef: 'r-1', direction: 'outbound' },
    ]);
    const refused: unknown = await client({ apiSecret: 'Wrong-secret-1' })
      .text(text)
      .catch((error: unknown) => error);
    expect(JSON.stringify(refused) + String(refused)).not.toContain('"status":"0"');
    expect((await world.call('GET', '/simulator/messages')).json).toHaveLength(1);
  });

  test('searches, buys, links, lists and cancels a number', async () => {
    const found = await client().search('US', { pattern: '1202', features: ['SMS', 'VOICE'] });
    const msisdn = offered.parse(found).numbers[0]?.msisdn ?? '';
    expect(msisdn).toMatch(/^1202\d{7}$/);
    await client().buy('US', msisdn);
    world.receiver.answer('/in', (_request, response) => void response.writeHead(204).end());
    await client().link('US', msisdn, applicationId, `${world.receiver.url}/in`);
    const linked = { msisdn, moHttpUrl: `${world.receiver.url}/in` };
    expect(await client().owned()).toMatchObject({ numbers: [{}, {}, linked] });
    await client().cancel('US', msisdn);
    expect(offered.parse(await client().owned()).numbers).toHaveLength(2);
  });

  test('reads the balance and registers the account’s webhook', async () => {
    expect(await client().balance()).toMatchObject({ value: expect.any(Number) });
    const url = `${world.receiver.url}/in`;
    await client().registerInbound(url);
    expect(world.receiver.at('/in')).toHaveLength(1);
    await world.call('POST', '/simulator/messages', { from: JANES_PHONE, to: SUPPORT, text: 'Hello' });
    expect(world.receiver.at('/in')).toHaveLength(2);
    await expect(client().registerInbound('http://127.0.0.1:1/none')).rejects.toBeDefined();
  });

  test('calls a phone, lists the call and hangs up before it is taken', async () => {
    const { uuid } = calling.parse(await client().call({ from: SUPPORT, to: JANES_PHONE, text: 'Hello' }));
    expect(await client().callOf(uuid)).toMatchObject({ uuid, status: 'ringing' });
    expect(JSON.stringify(await client().calls())).toContain(uuid);
    await client().hangUp(uuid);
    expect((await world.call('GET', `/simulator/calls/${uuid}`)).json).toMatchObject({ state: 'cancelled' });
  });

  test('makes an application, finds it and deletes it', async () => {
    const { id } = identified.parse(await client().makeApplication('Shop'));
    expect(await client().application(id)).toMatchObject({ id, name: 'Shop' });
    expect(JSON.stringify(await client().applications())).toContain(id);
    await client().deleteApplication(id);
    expect(JSON.stringify(await client().applications())).not.toContain(id);
  });

  test('changes the API secret over', async () => {
    const [former] = secretList.parse(await client().secrets())._embedded.secrets;
    await client().addSecret('Second-secret-2');
    await client({ apiSecret: 'Second-secret-2' }).deleteSecret(former?.id ?? '');
    await expect(client().balance()).rejects.toBeDefined();
    expect(await client({ apiSecret: 'Second-secret-2' }).balance()).toMatchObject({
      value: expect.any(Number),
    });
  });
});
