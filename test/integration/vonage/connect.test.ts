import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import {
  world,
  eachInItsOwnWorld,
  id,
  link,
  post,
  dial,
  look,
  leg,
  advance,
  spoken,
  statuses,
  talk,
  toJane,
  answers,
} from './callers.ts';
import {
  callShape,
  fields,
  JANES_PHONE,
  json,
  keys,
  status,
  SUPPORT,
  TEXT_ONLY,
  type Reply,
} from './setup.ts';

eachInItsOwnWorld();

const joe = [{ type: 'app', user: 'Joe' }];

/** A call that rings Jane and asks `/next`, which answers in turn, then goes on answering the last. */
const dialSynchronous = (...replies: Reply[]) => {
  answers(
    toJane({ timeout: 20, eventType: 'synchronous', eventUrl: [`${world.receiver.url}/next`] }),
    talk('the next action'),
  );
  if (replies.length > 0) world.receiver.answer('/next', ...replies);
  return dial();
};

describe('connect', () => {
  test('rings an app until it answers and hangs up', async () => {
    answers(talk('Please wait'), toJane(), talk('Goodbye'));
    const call = await dial();
    expect(call).toMatchObject({
      waitingFor: 'answer',
      legs: [{ kind: 'app', user: 'Jane', state: 'ringing' }],
    });
    const talking = await leg(call, 'answer');
    expect(talking).toMatchObject({ state: 'answered', waitingFor: null, legs: [{ state: 'answered' }] });
    await advance(90);
    const over = await leg(call, 'hangup');
    expect(over).toMatchObject({ state: 'completed', legs: [{ state: 'completed' }] });
    expect(spoken(over)).toEqual(['Please wait', 'Goodbye']);
    const events = world.receiver.at('/event').map(({ body }) => fields(body));
    expect(events.filter((event) => event['uuid'] === call.legs[0]?.id)).toMatchObject([
      { status: 'started', direction: 'outbound' },
      { status: 'ringing' },
      { status: 'answered', network: null },
      {
        status: 'completed',
        duration: '90',
        rate: expect.any(String),
        price: '0.01800000',
        start_time: expect.any(String),
        end_time: expect.any(String),
      },
    ]);
  });

  test.each([
    ['an NCCO', json([talk('leave a message')]), ['leave a message']],
    ['nothing', status(200), ['the next action']],
    ['what is no list', json({ ok: true }), ['the next action']],
    ['an NCCO that is wrong', json([{ action: 'talk' }]), ['the next action']],
  ])('that is synchronous and gets %s for an answer', async (_, answer, heard) => {
    const cases: [string, () => Promise<unknown>, Record<string, unknown>][] = [
      ['rejected', () => leg(current, 'reject'), { detail: 'declined' }],
      ['busy', () => leg(current, 'reject', 0, { busy: true }), {}],
      ['unanswered', () => advance(21), { detail: 'timeout' }],
    ];
    let current = await dialSynchronous();
    for (const [state, act, detail] of cases) {
      world.receiver.answer('/next', answer);
      await act();
      const over = await look(current);
      expect(over).toMatchObject({ state: 'completed', legs: [{ state, ...detail }] });
      expect(spoken(over)).toEqual(heard);
      expect(fields(world.receiver.at('/next').at(-1)?.body ?? '')).toMatchObject({
        uuid: current.legs[0]?.id,
        conversation_uuid: expect.stringMatching(/^CON-/),
        from: JANES_PHONE,
        to: 'Jane',
        status: state,
        direction: 'outbound',
        ...detail,
      });
      world.receiver.answer('/next', status(200));
      current = await dialSynchronous();
    }
  });

  test.each([
    ['started', 0, 'cancelled'],
    ['ringing', 1, 'cancelled'],
    ['answered', 2, 'completed'],
    ['completed', 3, 'completed'],
  ])('is replaced at %s, which ends the leg', async (_, silent, state) => {
    const quiet = Array.from({ length: silent }, () => status(200));
    const call = await dialSynchronous(...quiet, json([talk('instead')]), status(200));
    if (call.state !== 'completed') await leg(call, 'answer');
    if ((await look(call)).state !== 'completed') await leg(call, 'hangup');
    const over = await look(call);
    expect(over).toMatchObject({ state: 'completed', legs: [{ state }] });
    expect(spoken(over)).toEqual(['instead']);
  });

  test.each([
    ['rings', 'cancelled'],
    ['talks', 'completed'],
  ])('tells its own event URL too when the caller hangs up while it %s', async (when, state) => {
    const call = await dialSynchronous(status(200));
    if (when === 'talks') await leg(call, 'answer');
    await post(`/simulator/calls/${call.id}/hangup`);
    await world.vonage.settled();
    expect(fields(world.receiver.at('/next').at(-1)?.body ?? '')).toMatchObject({
      uuid: call.legs[0]?.id,
      status: state,
    });
  });

  test('does not wait for a slow event URL before it rings, and heeds it when it comes', async () => {
    let release = (): void => {};
    const slowly: Reply = (request, response) => {
      release = () => json([talk('instead')])(request, response);
    };
    world.receiver.answer('/next', slowly, status(200));
    const dialled = dialSynchronous();
    while (world.receiver.at('/next').length === 0) await new Promise((resolve) => setImmediate(resolve));
    const [ringing] = z.array(callShape).parse((await world.call('GET', '/simulator/calls')).json);
    expect(ringing).toMatchObject({ waitingFor: 'answer', legs: [{ state: 'ringing' }] });
    release();
    expect(await dialled).toMatchObject({ state: 'completed', legs: [{ state: 'cancelled' }] });
    expect(spoken(await dialled)).toEqual(['instead']);
  });

  test('has the fallback for an event that fails when an answer is expected, and only then', async () => {
    const fallback = { address: `${world.receiver.url}/fallback`, http_method: 'POST' };
    await link({ fallback_answer_url: fallback });
    await world.sdk({ applicationId: id, privateKey: keys.privateKey }).users.createUser({ name: 'Jane' });
    world.receiver.answer('/fallback', json([talk('Sorry')]));
    const call = await dialSynchronous(status(500));
    expect(call).toMatchObject({ waitingFor: 'answer' });
    expect(world.receiver.at('/fallback')).toHaveLength(0);
    expect(spoken(await leg(call, 'reject'))).toEqual(['Sorry']);
    expect(fields(world.receiver.at('/fallback')[0]?.body ?? '')).toMatchObject({
      status: 'rejected',
      reason: 'HTTP 500',
      original_request: { url: `${world.receiver.url}/next`, type: 'event' },
    });
  });

  test('asks about a user who is not signed in at once', async () => {
    await world.call('DELETE', '/simulator/sessions/Jane');
    const over = await dialSynchronous(status(200), json([toJane({ endpoint: joe }), talk('voicemail')]));
    expect(over).toMatchObject({
      waitingFor: 'answer',
      legs: [
        { user: 'Jane', state: 'unanswered', detail: 'unavailable' },
        { user: 'Joe', state: 'ringing' },
      ],
    });
    expect(world.receiver.at('/next').map(({ body }) => fields(body))).toMatchObject([
      { status: 'started' },
      { status: 'unanswered', detail: 'unavailable' },
    ]);
    expect(spoken(await leg(over, 'reject', 1))).toEqual(['voicemail']);
  });

  test('that is synchronous is asked as often as events are doubled, and heeds one answer', async () => {
    await world.call('POST', '/simulator/faults', { webhooks: { copies: 2 } });
    const call = await dialSynchronous(status(200), status(200), status(200), status(200), status(200));
    world.receiver.answer('/next', json([talk('once')]));
    const over = await leg(call, 'reject');
    expect(spoken(over)).toEqual(['once']);
    expect(world.receiver.at('/next')).toHaveLength(6);
  });

  test.each([
    [{ type: 'sip', uri: 'sip:shop@pbx.test' }, 'sip:shop@pbx.test'],
    [{ type: 'sip', domain: 'pbx.test', user: 'shop' }, 'sip:shop@pbx.test'],
    [
      { type: 'websocket', uri: 'wss://bot.test/x', 'content-type': 'audio/l16;rate=16000' },
      'wss://bot.test/x',
    ],
  ])('reaches %j, which answers, or not', async (endpoint, uri) => {
    answers({ action: 'connect', endpoint: [endpoint] }, talk('next'));
    const call = await dial();
    expect(call.legs).toMatchObject([{ kind: endpoint.type, uri, state: 'ringing' }]);
    await leg(call, 'answer');
    expect(spoken(await leg(call, 'hangup'))).toEqual(['next']);
    expect((await leg(await dial(), 'reject')).legs).toMatchObject([{ state: 'rejected' }]);
  });

  test('lets a phone that answers hear something first', async () => {
    const endpoint = {
      type: 'phone',
      number: '447700900555',
      dtmfAnswer: '1p2',
      onAnswer: { url: `${world.receiver.url}/greeting` },
    };
    answers({ action: 'connect', from: SUPPORT, endpoint: [endpoint] });
    world.receiver.answer('/greeting', json([talk('A call from the shop')]));
    const talking = await leg(await dial(), 'answer');
    expect(talking.log).toContainEqual(
      expect.objectContaining({ text: 'A call from the shop', heardBy: talking.legs[0]?.id }),
    );
    expect(talking.log).toContainEqual(expect.objectContaining({ action: 'dtmfAnswer', digits: '1p2' }));
  });

  test.each([
    ['rejects', 'reject', 'rejected'],
    ['hangs up while it rings', 'hangup', 'rejected'],
  ])('goes on when the app %s', async (_, act, state) => {
    answers(toJane(), talk('next'));
    const over = await leg(await dial(), act);
    expect(over).toMatchObject({ state: 'completed', legs: [{ state }] });
    expect(spoken(over)).toEqual(['next']);
  });

  test('goes on when nobody answers in time', async () => {
    answers(toJane({ timeout: 20 }), talk('next'));
    const call = await dial();
    await advance(19);
    expect(await look(call)).toMatchObject({ waitingFor: 'answer' });
    await advance(2);
    const over = await look(call);
    expect(over).toMatchObject({ state: 'completed', legs: [{ state: 'unanswered' }] });
    expect(spoken(over)).toEqual(['next']);
  });

  test('asks its event URL what to do when it is synchronous', async () => {
    answers(
      toJane({ timeout: 20, eventType: 'synchronous', eventUrl: [`${world.receiver.url}/next`] }),
      talk('not heard'),
    );
    world.receiver.answer('/next', status(200), status(200), json([talk('leave a message')]));
    const call = await dial();
    await advance(21);
    expect(spoken(await look(call))).toEqual(['leave a message']);
    expect(world.receiver.at('/next').map(({ body }) => fields(body)['status'])).toEqual([
      'started',
      'ringing',
      'unanswered',
    ]);
  });

  test.each([['Nobody'], ['Jane']])(
    'fails at once for %s, who does not exist or has signed out',
    async (user) => {
      await world.call('DELETE', '/simulator/sessions/Jane');
      answers(toJane({ endpoint: [{ type: 'app', user }] }), talk('next'));
      const over = await dial();
      expect(over).toMatchObject({
        state: 'completed',
        legs: [{ state: 'unanswered', detail: 'unavailable' }],
      });
      expect(spoken(over)).toEqual(['next']);
    },
  );

  test.each([
    ['of the application', SUPPORT, SUPPORT],
    ['of the account', TEXT_ONLY, 'unknown'],
    ['of somebody else, such as the caller', JANES_PHONE, 'unknown'],
    ['that is none of ours', undefined, 'unknown'],
  ])('rings a phone whatever from says; a number %s is shown as it should be', async (_, from, shows) => {
    const endpoint = [{ type: 'phone', number: '447700900555' }];
    answers({ action: 'connect', ...(from && { from }), timeout: '20', endpoint });
    const call = await dial();
    expect(call.legs).toMatchObject([{ kind: 'phone', number: '447700900555', state: 'ringing' }]);
    expect(call.log).toContainEqual(expect.objectContaining({ action: 'connect', shows, timeout: 20 }));
    await leg(call, 'answer');
    const over = await post(`/simulator/calls/${call.id}/hangup`);
    expect(over.legs[0]?.state).toBe('completed');
  });

  test('is cancelled when the caller gives up', async () => {
    answers(toJane());
    const call = await dial();
    const over = await post(`/simulator/calls/${call.id}/hangup`);
    expect(over).toMatchObject({ state: 'completed', legs: [{ state: 'cancelled' }] });
    expect(statuses()).toContain('cancelled');
  });

  test('ends at its limit', async () => {
    answers(toJane({ limit: 60 }));
    const call = await dial();
    await leg(call, 'answer');
    await advance(61);
    expect(await look(call)).toMatchObject({ state: 'completed', legs: [{ state: 'completed' }] });
  });

  test('refuses what a leg cannot do', async () => {
    answers(toJane());
    const call = await dial();
    const path = `/simulator/calls/${call.id}/legs`;
    expect(await world.call('POST', `${path}/nobody/answer`)).toMatchObject({ status: 404 });
    await leg(call, 'answer');
    expect(await world.call('POST', `${path}/${call.legs[0]?.id ?? ''}/answer`)).toMatchObject({
      status: 409,
    });
    expect(await world.call('POST', `${path}/${call.legs[0]?.id ?? ''}/dance`)).toMatchObject({
      status: 404,
    });
  });
});
