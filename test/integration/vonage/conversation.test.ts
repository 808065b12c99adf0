import { describe, expect, test } from '@jest/globals';
import {
  world,
  id,
  eachInItsOwnWorld,
  post,
  dial,
  look,
  leg,
  say,
  advance,
  actions,
  talk,
  toJane,
  answers,
  type CallView,
} from './callers.ts';
import { agentToken, fields, keys } from './setup.ts';

eachInItsOwnWorld();

const room = (more: Record<string, unknown> = {}) => ({ action: 'conversation', name: 'support', ...more });
/** A call from `number` into the room. */
const enter = (number: string, more: Record<string, unknown> = {}) => {
  answers(room(more));
  return dial({ from: number });
};
const [ANN, BEN, CAT] = ['447700900001', '447700900002', '447700900003'] as const;
const hangUp = (call: CallView) => post(`/simulator/calls/${call.id}/hangup`);
const lines = async (call: CallView, action: string) =>
  (await look(call)).log.filter((entry) => entry.action === action);
const heard = async (call: CallView) => (await lines(call, 'hears')).map((entry) => entry['text']);
const transfers = () =>
  world.receiver
    .at('/event')
    .map(({ body }) => fields(body))
    .filter((event) => 'conversation_uuid_to' in event);
const voice = () => world.sdk({ applicationId: id, privateKey: keys.privateKey }).voice;

describe('a conversation', () => {
  test('is heard by all who are in it, and tells who comes and goes', async () => {
    const ann = await enter(ANN);
    expect(ann).toMatchObject({ state: 'answered', waitingFor: null });
    const ben = await enter(BEN);
    expect(ben['conversationUuid']).toBe((await look(ann))['conversationUuid']);
    expect(await lines(ben, 'conversation')).toMatchObject([{ name: 'support', with: [{ number: ANN }] }]);
    expect(await lines(ann, 'joined')).toMatchObject([{ leg: ben.uuid, number: BEN }]);
    await say(ben, 'Hello');
    expect(await lines(ann, 'hears')).toMatchObject([{ number: BEN, text: 'Hello' }]);
    expect(await heard(ben)).toEqual([]);
    await hangUp(ben);
    expect(await lines(ann, 'left')).toMatchObject([{ number: BEN }]);
    expect(await look(ann)).toMatchObject({ state: 'answered' });
    expect((await hangUp(ann)).state).toBe('completed');
  });

  test('is another when it has another name, or was left by all', async () => {
    const ann = await enter(ANN);
    const ben = await enter(BEN, { name: 'sales' });
    await say(ann, 'Hello');
    expect(await heard(ben)).toEqual([]);
    await hangUp(ann);
    const again = await enter(ANN);
    expect(again['conversationUuid']).not.toBe(ann['conversationUuid']);
  });

  test('moves the leg into a conversation of its own, which the event URL is told', async () => {
    const ann = await enter(ANN);
    expect(transfers()).toEqual([
      {
        conversation_uuid_from: expect.stringMatching(/^CON-/),
        conversation_uuid_to: ann['conversationUuid'],
        uuid: ann.uuid,
        timestamp: expect.stringMatching(/Z$/),
      },
    ]);
    expect(transfers()[0]?.['conversation_uuid_from']).not.toBe(ann['conversationUuid']);
  });

  test('plays music until somebody enters who starts it', async () => {
    const waits = { startOnEnter: false, musicOnHoldUrl: ['https://music.test/hold.mp3'] };
    const ann = await enter(ANN, waits);
    const ben = await enter(BEN, waits);
    expect(await lines(ann, 'music')).toMatchObject([{ streamUrl: ['https://music.test/hold.mp3'] }]);
    await say(ann, 'Anybody there?');
    expect(await heard(ben)).toEqual([]);
    const cat = await enter(CAT);
    expect(actions(cat)).toContain('conversation started');
    expect(await lines(ann, 'conversation started')).toHaveLength(1);
    await say(ann, 'At last');
    expect([await heard(ben), await heard(cat)]).toEqual([['At last'], ['At last']]);
  });

  test.each([
    [true, 'completed'],
    [false, 'answered'],
  ])('ends for all when endOnExit is %s for who leaves: %s', async (endOnExit, state) => {
    const ann = await enter(ANN);
    await hangUp(await enter(BEN, { endOnExit }));
    await world.vonage.settled();
    expect(await look(ann)).toMatchObject({ state });
  });

  test('lets only those hear who may', async () => {
    const ann = await enter(ANN);
    const ben = await enter(BEN);
    const muted = await enter(CAT, { mute: true });
    const toAnn = await enter('447700900004', { canSpeak: [ann.uuid] });
    const fromBen = await enter('447700900005', { canHear: [ben.uuid] });
    await say(muted, 'muted');
    await say(toAnn, 'to Ann alone');
    await say(ann, 'from Ann');
    await say(ben, 'from Ben');
    expect(await heard(ann)).toEqual(['to Ann alone', 'from Ben']);
    expect(await heard(ben)).toEqual(['from Ann']);
    expect(await heard(fromBen)).toEqual(['from Ben']);
    expect(await heard(muted)).toEqual(['from Ann', 'from Ben']);
  });

  test('is muted, earmuffed and hung up by the API', async () => {
    const ann = await enter(ANN);
    const ben = await enter(BEN);
    await voice().muteCall(ann.uuid);
    await say(ann, 'one');
    await voice().unmuteCall(ann.uuid);
    await say(ann, 'two');
    await voice().earmuffCall(ben.uuid);
    await say(ann, 'three');
    await voice().unearmuffCall(ben.uuid);
    await say(ann, 'four');
    expect(await heard(ben)).toEqual(['two', 'four']);
    await voice().hangupCall(ben.uuid);
    expect(await look(ben)).toMatchObject({ state: 'completed' });
    expect(await lines(ann, 'left')).toHaveLength(1);
  });

  test('is left by a call that the API transfers to an NCCO', async () => {
    const ann = await enter(ANN);
    const ben = await enter(BEN);
    await voice().transferCallWithNCCO(ben.uuid, [talk('elsewhere'), toJane()]);
    expect(await look(ben)).toMatchObject({
      waitingFor: 'answer',
      legs: [{ user: 'Jane', state: 'ringing' }],
    });
    expect(await lines(ann, 'left')).toMatchObject([{ number: BEN }]);
    expect((await look(ben))['conversationUuid']).not.toBe((await look(ann))['conversationUuid']);
  });

  test('is recorded once, until the last has left', async () => {
    const recorded = { record: true, eventUrl: [`${world.receiver.url}/rec`] };
    const ann = await enter(ANN, recorded);
    await advance(10);
    const ben = await enter(BEN, recorded);
    await hangUp(ann);
    await advance(20);
    expect(world.receiver.at('/rec')).toHaveLength(0);
    await hangUp(ben);
    await world.vonage.settled();
    const events = world.receiver.at('/rec').map(({ body }) => fields(body));
    expect(events).toMatchObject([{ size: 44 + 30 * 4_000, conversation_uuid: ben['conversationUuid'] }]);
    const token = await agentToken(world, id);
    const url = String(events[0]?.['recording_url']);
    expect((await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  });

  test('is forgotten when the simulator is reset', async () => {
    const ann = await enter(ANN);
    await world.call('POST', '/simulator/reset');
    expect((await enter(ANN))['conversationUuid']).not.toBe(ann['conversationUuid']);
  });
});

describe('transfer', () => {
  test('moves the caller into a conversation by its id', async () => {
    const ann = await enter(ANN);
    answers({ action: 'transfer', conversationId: ann['conversationUuid'], mute: true }, talk('never heard'));
    const ben = await dial({ from: BEN });
    expect(ben).toMatchObject({ state: 'answered', conversationUuid: ann['conversationUuid'] });
    await say(ann, 'Welcome');
    await say(ben, 'Thanks');
    expect([await heard(ben), await heard(ann)]).toEqual([['Welcome'], []]);
    expect(transfers()).toHaveLength(2);
  });

  test('moves the caller to a call that is talking', async () => {
    answers(toJane());
    const ann = await dial({ from: ANN });
    await leg(ann, 'answer');
    answers({ action: 'transfer', conversationId: ann['conversationUuid'] });
    const ben = await dial({ from: BEN });
    await say(ben, 'May I?');
    expect(await heard(ann)).toEqual(['May I?']);
    await leg(ann, 'hangup');
    expect(await lines(ben, 'left')).toMatchObject([{ number: ANN }]);
  });

  test('to what is not there is an error, and the flow goes on', async () => {
    answers({ action: 'transfer', conversationId: 'CON-nowhere' }, talk('next'));
    const over = await dial();
    expect(over).toMatchObject({ state: 'completed' });
    expect(actions(over)).toEqual(expect.arrayContaining(['error', 'talk']));
    expect(world.receiver.at('/event').map(({ body }) => fields(body))).toContainEqual(
      expect.objectContaining({ reason: expect.stringContaining('CON-nowhere') }),
    );
  });
});

describe('pay', () => {
  test('is accepted with a warning', async () => {
    answers({ action: 'pay', amount: 9.99, voice: { language: 'en-GB' } }, talk('next'));
    const over = await dial();
    expect(await lines(over, 'pay')).toMatchObject([{ amount: 9.99, warning: expect.any(String) }]);
    expect(actions(over)).toContain('talk');
  });
});
