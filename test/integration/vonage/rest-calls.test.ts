import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { offence } from './structure.ts';
import {
  agentToken,
  fields,
  json,
  keys,
  makeApplication,
  openWorld,
  JANES_PHONE,
  SUPPORT,
  type World,
} from './setup.ts';

let world: World;
let id: string;
beforeEach(async () => {
  world = await openWorld();
  id = await makeApplication(world);
});
afterEach(() => world.close());

const voice = () => world.sdk({ applicationId: id, privateKey: keys.privateKey }).voice;
type Outbound = Parameters<ReturnType<typeof voice>['createOutboundCall']>[0];
const order = (more: Record<string, unknown>) =>
  voice().createOutboundCall({
    to: [{ type: 'phone', number: JANES_PHONE }],
    from: { type: 'phone', number: SUPPORT },
    ...more,
  } as unknown as Outbound);
const read = async (path: string) =>
  (await world.call('GET', path, undefined, { authorization: `Bearer ${await agentToken(world, id)}` })).json;

describe('/v1/calls', () => {
  test('calls a phone, which answers, hears the NCCO and is billed', async () => {
    const { uuid } = await order({ ncco: [{ action: 'talk', text: 'Your parcel is here' }] });
    const path = `/simulator/calls/${uuid}`;
    expect((await world.call('GET', path)).json).toMatchObject({
      direction: 'outbound',
      waitingFor: 'answer',
    });
    const { json: over } = await world.call('POST', `${path}/legs/${uuid}/answer`);
    expect(over).toMatchObject({
      state: 'completed',
      log: expect.arrayContaining([expect.objectContaining({ text: 'Your parcel is here' })]),
    });
    expect(await voice().getCall(uuid)).toMatchObject({ status: 'completed', duration: '0' });
    expect(
      offence('voice', '/components/schemas/GetCallResponse', await read(`/v1/calls/${uuid}`)),
    ).toBeUndefined();
    expect(offence('voice', '/components/schemas/GetCallsResponse', await read('/v1/calls'))).toBeUndefined();
  });

  test('takes an answer URL, is hung up and transferred', async () => {
    world.receiver.answer('/own', json([{ action: 'conversation', name: 'room' }]));
    const { uuid } = await order({ answer_url: [`${world.receiver.url}/own`] });
    const path = `/simulator/calls/${uuid}`;
    await world.call('POST', `${path}/legs/${uuid}/answer`);
    expect(world.receiver.at('/own')[0]?.query.get('uuid')).toBe(uuid);
    const ncco = [
      { action: 'talk', text: 'moved' },
      { action: 'conversation', name: 'other' },
    ];
    await voice().transferCallWithNCCO(uuid, ncco);
    expect((await world.call('GET', path)).json).toMatchObject({
      state: 'answered',
      log: expect.arrayContaining([expect.objectContaining({ text: 'moved' })]),
    });
    await voice().hangupCall(uuid);
    expect((await world.call('GET', path)).json).toMatchObject({ state: 'completed' });
    await expect(voice().hangupCall(uuid)).rejects.toMatchObject({ response: { status: 404 } });
  });

  test('tells when nobody answers', async () => {
    const { uuid } = await order({ ncco: [{ action: 'talk', text: 'x' }], ringing_timer: 10 });
    await world.clock.advance(11_000);
    await world.vonage.settled();
    expect(await voice().getCall(uuid)).toMatchObject({ status: 'timeout' });
    expect(world.receiver.at('/event').map(({ body }) => fields(body)['status'])).toEqual([
      'started',
      'ringing',
      'timeout',
    ]);
  });

  test.each([
    [
      'another’s number',
      { from: { type: 'phone', number: '447700900999' }, ncco: [{ action: 'talk', text: 'x' }] },
    ],
    ['no NCCO', {}],
    ['a broken NCCO', { ncco: [{ action: 'talk' }] }],
    ['nobody to call', { to: [], ncco: [{ action: 'talk', text: 'x' }] }],
  ])('refuses %s', async (_, more) => {
    await expect(order(more)).rejects.toMatchObject({ response: { status: 400 } });
  });
});
