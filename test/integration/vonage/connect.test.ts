import { describe, expect, test } from '@jest/globals';
import {
  world,
  eachInItsOwnWorld,
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
import { fields, json, status, SUPPORT, TEXT_ONLY } from './setup.ts';

eachInItsOwnWorld();

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
        legs: [{ state: 'rejected', detail: 'unavailable' }],
      });
      expect(spoken(over)).toEqual(['next']);
    },
  );

  test('reaches a phone from a number of the application only', async () => {
    const phone = (from?: string) => ({
      action: 'connect',
      ...(from && { from }),
      timeout: 20,
      endpoint: [{ type: 'phone', number: '447700900555' }],
    });
    answers(phone(TEXT_ONLY), phone(), phone(SUPPORT));
    const call = await dial();
    expect(call.legs).toMatchObject([
      { state: 'failed' },
      { state: 'failed' },
      { kind: 'phone', number: '447700900555', state: 'ringing' },
    ]);
    await leg(call, 'answer', 2);
    const over = await post(`/simulator/calls/${call.id}/hangup`);
    expect(over.legs[2]?.state).toBe('completed');
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
