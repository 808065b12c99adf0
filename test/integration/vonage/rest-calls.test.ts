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

  test.each<[object, object]>([
    [{ type: 'sip', uri: 'sip:desk@example.com', headers: { k: 'v' } }, { uri: 'sip:desk@example.com' }],
    [
      {
        type: 'websocket',
        uri: 'wss://example.com/s',
        'content-type': 'audio/l16;rate=16000',
        headers: { k: 'v' },
      },
      { uri: 'wss://example.com/s' },
    ],
    [{ type: 'vbc', extension: '123' }, { extension: '123' }],
    [{ type: 'app', user: 'Jane' }, { user: 'Jane' }],
  ])('calls %j, which hears the NCCO', async (endpoint, address) => {
    const { users } = world.sdk({ applicationId: id, privateKey: keys.privateKey });
    await users.createUser({ name: 'Jane' });
    const { uuid } = await order({ to: [endpoint], ncco: [{ action: 'talk', text: 'Hello' }] });
    const path = `/simulator/calls/${uuid}`;
    const { type } = endpoint as { type: string };
    const to: unknown = Object.values(address)[0];
    expect((await world.call('GET', path)).json).toMatchObject({
      waitingFor: 'answer',
      legs: [{ kind: type, ...address, state: 'ringing' }],
    });
    expect(await read(`/v1/calls/${uuid}`)).toMatchObject({
      from: { type: 'phone', number: SUPPORT },
      to: { type, ...address },
    });
    const { json: over } = await world.call('POST', `${path}/legs/${uuid}/answer`);
    expect(over).toMatchObject({
      state: 'completed',
      log: expect.arrayContaining([expect.objectContaining({ text: 'Hello' })]),
    });
    expect(world.receiver.at('/event').map(({ body }) => fields(body))).toEqual(
      expect.arrayContaining([expect.objectContaining({ status: 'answered', to, from: SUPPORT })]),
    );
  });

  test('who was called by a WebSocket and rings a phone is shown to nobody as a number', async () => {
    const { uuid } = await order({
      to: [{ type: 'websocket', uri: 'wss://example.com/s', 'content-type': 'audio/l16; rate=8000' }],
      ncco: [{ action: 'connect', endpoint: [{ type: 'phone', number: JANES_PHONE }] }],
    });
    const path = `/simulator/calls/${uuid}`;
    const { json: answered } = await world.call('POST', `${path}/legs/${uuid}/answer`);
    expect(answered).toMatchObject({
      legs: [{ kind: 'websocket' }, { kind: 'phone', number: JANES_PHONE, state: 'ringing' }],
      log: expect.arrayContaining([expect.objectContaining({ action: 'connect', shows: 'unknown' })]),
    });
    await world.call('POST', `${path}/hangup`);
  });

  test.each<[string, object]>([
    ['a SIP address that is none', { type: 'sip', uri: 'https://example.com' }],
    ['SIP to nobody', { type: 'sip' }],
    ['a WebSocket without its content type', { type: 'websocket', uri: 'wss://example.com/s' }],
    [
      'a WebSocket that is none',
      { type: 'websocket', uri: 'https://a.example', 'content-type': 'audio/l16;rate=8000' },
    ],
    ['no extension', { type: 'vbc' }],
    ['an endpoint that nobody knows', { type: 'pigeon', number: JANES_PHONE }],
  ])('refuses %s', async (_, endpoint) => {
    const refused = order({ to: [endpoint], ncco: [{ action: 'talk', text: 'x' }] });
    await expect(refused).rejects.toMatchObject({ response: { status: 400 } });
  });

  test('timers as text count, within their bounds', async () => {
    const talk = { ncco: [{ action: 'talk', text: 'x' }] };
    await order({ ...talk, ringing_timer: '10', length_timer: '7200' });
    for (const wrong of [{ ringing_timer: '121' }, { length_timer: '7201' }, { ringing_timer: 'long' }])
      await expect(order({ ...talk, ...wrong })).rejects.toMatchObject({ response: { status: 400 } });
  });

  describe('into a call that goes on', () => {
    let uuid: string;
    beforeEach(async () => {
      ({ uuid } = await order({ ncco: [{ action: 'conversation', name: 'room' }] }));
      await world.call('POST', `/simulator/calls/${uuid}/legs/${uuid}/answer`);
    });
    const ask = async (method: string, what: string, body?: unknown) =>
      world.call(method, `/v1/calls/${uuid}/${what}`, body, {
        authorization: `Bearer ${await agentToken(world, id)}`,
      });
    const log = async () =>
      ((await world.call('GET', `/simulator/calls/${uuid}`)).json as { log: { action: string }[] }).log;

    test('something is said, played and pressed, and stopped', async () => {
      expect(await voice().playTTS(uuid, { text: 'One moment', loop: 0 } as never)).toMatchObject({ uuid });
      expect(await voice().stopTTS(uuid)).toMatchObject({ uuid, message: 'Talk stopped' });
      expect(await voice().streamAudio(uuid, 'https://example.com/x.mp3')).toMatchObject({ uuid });
      expect(await voice().stopStreamAudio(uuid)).toMatchObject({ uuid, message: 'Stream stopped' });
      expect(await voice().playDTMF(uuid, '12p#*')).toMatchObject({ uuid, message: 'DTMF sent' });
      const by = 'the API';
      expect((await log()).slice(-5)).toEqual([
        expect.objectContaining({ action: 'talk', text: 'One moment', loop: 0, leg: uuid, by }),
        expect.objectContaining({ action: 'talk stopped', leg: uuid, by }),
        expect.objectContaining({ action: 'stream', stream_url: ['https://example.com/x.mp3'], by }),
        expect.objectContaining({ action: 'stream stopped', leg: uuid, by }),
        expect.objectContaining({ action: 'dtmf', digits: '12p#*', leg: uuid, by }),
      ]);
      for (const [method, what, schema] of [
        ['DELETE', 'talk', 'StopTalkResponse'],
        ['DELETE', 'stream', 'StopStreamResponse'],
      ] as const) {
        const { status, json: body } = await ask(method, what);
        expect(status).toBe(200);
        expect(offence('voice', `/components/schemas/${schema}`, body)).toBeUndefined();
      }
    });

    test.each<[string, unknown]>([
      ['talk', {}],
      ['talk', { text: '' }],
      ['talk', { text: ' ' }],
      ['talk', { text: 'x'.repeat(1_501) }],
      ['talk', { text: 'x', loop: 'ever' }],
      ['talk', { text: 'x', level: '2' }],
      ['talk', '['],
      ['stream', {}],
      ['stream', { stream_url: 'https://example.com/x' }],
      ['stream', { stream_url: ['ftp://example.com/x'] }],
      ['dtmf', {}],
      ['dtmf', { digits: '' }],
      ['dtmf', { digits: 'abc' }],
      ['dtmf', { digits: 12 }],
    ])('%s %j is refused', async (what, body) => {
      const before = (await log()).length;
      expect(await ask('PUT', what, body)).toMatchObject({ status: 400 });
      expect(await log()).toHaveLength(before);
    });

    test('nothing is, once it is over, nor into one that is not there', async () => {
      await voice().hangupCall(uuid);
      for (const [method, what, body] of [
        ['PUT', 'talk', { text: 'x' }],
        ['PUT', 'stream', { stream_url: ['https://example.com/x'] }],
        ['PUT', 'dtmf', { digits: '1' }],
        ['DELETE', 'talk', undefined],
        ['DELETE', 'stream', undefined],
      ] as const) {
        expect(await ask(method, what, body)).toMatchObject({ status: 404 });
      }
    });
  });
});
