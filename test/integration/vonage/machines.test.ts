import { describe, expect, test } from '@jest/globals';
import {
  actions,
  advance,
  answers,
  dial,
  eachInItsOwnWorld,
  id,
  leg,
  look,
  post,
  say,
  spoken,
  statuses,
  talk,
  toJane,
  world,
  type CallView,
} from './callers.ts';
import { agentToken, callShape, fields, json, SUPPORT } from './setup.ts';

eachInItsOwnWorld();

const DOCTOR = '447700900555';
const toPhone = (more: Record<string, unknown>) => ({
  action: 'connect',
  from: SUPPORT,
  endpoint: [{ type: 'phone', number: DOCTOR }],
  ...more,
});
const eventsOf = (status: string) =>
  world.receiver
    .at('/event')
    .map(({ body }) => fields(body))
    .filter((event) => event['status'] === status);

describe('machine detection', () => {
  test.each([
    ['machineDetection', { machineDetection: 'continue' }],
    ['advancedMachineDetection', { advancedMachineDetection: { behavior: 'continue', mode: 'detect' } }],
  ])('of %s tells of a machine, and the caller hears it', async (_name, option) => {
    answers(toPhone(option), talk('next'));
    const call = await leg(await dial(), 'answer', 0, { machine: true });
    expect(call).toMatchObject({ state: 'answered', legs: [{ state: 'answered' }] });
    expect(eventsOf('machine')).toEqual([
      {
        call_uuid: call.legs[0]?.id,
        conversation_uuid: call['conversationUuid'],
        status: 'machine',
        from: SUPPORT,
        to: DOCTOR,
        timestamp: expect.any(String),
      },
    ]);
    expect(actions(call)).toContain('machine');
    expect(spoken(await leg(call, 'hangup'))).toEqual(['next']);
  });

  test.each([
    ['machineDetection', { machineDetection: 'hangup' }],
    ['advancedMachineDetection', { advancedMachineDetection: { behavior: 'hangup' } }],
  ])('of %s hangs up on a machine, and the flow goes on', async (_name, option) => {
    answers(toPhone(option), talk('next'));
    const over = await leg(await dial(), 'answer', 0, { machine: true });
    expect(over).toMatchObject({ state: 'completed', legs: [{ state: 'completed' }] });
    expect(spoken(over)).toEqual(['next']);
    expect(statuses()).toEqual(expect.arrayContaining(['answered', 'machine', 'completed']));
  });

  test('tells of a human, who is never hung up on', async () => {
    answers(toPhone({ machineDetection: 'hangup' }));
    const call = await leg(await dial(), 'answer');
    expect(call.legs).toMatchObject([{ state: 'answered' }]);
    expect(eventsOf('human')).toMatchObject([{ call_uuid: call.legs[0]?.id }]);
  });

  test('that nobody asked for tells nothing, and an app is no machine', async () => {
    answers(toPhone({}));
    await leg(await dial(), 'answer', 0, { machine: true });
    answers(toJane({ machineDetection: 'hangup' }));
    expect((await leg(await dial(), 'answer', 0, { machine: true })).legs).toMatchObject([
      { state: 'answered' },
    ]);
    expect(statuses()).not.toContain('machine');
    expect(statuses()).not.toContain('human');
  });

  test('asks a synchronous connect what to do instead of a machine', async () => {
    answers(
      toPhone({
        machineDetection: 'continue',
        eventType: 'synchronous',
        eventUrl: [`${world.receiver.url}/next`],
      }),
    );
    world.receiver.answer('/next', (request, response) => {
      const isMachine = fields(request.body)['status'] === 'machine';
      json(isMachine ? [talk('We call again later')] : {})(request, response);
    });
    const over = await leg(await dial(), 'answer', 0, { machine: true });
    expect(spoken(over)).toEqual(['We call again later']);
    expect(over.legs).toMatchObject([{ state: 'completed' }]);
  });

  test.each([
    ['machine_detection', { machine_detection: 'hangup' }, 'completed', []],
    ['advanced_machine_detection', { advanced_machine_detection: { behavior: 'hangup' } }, 'completed', []],
    ['machine_detection', { machine_detection: 'continue' }, 'completed', ['Hello']],
  ])('of a call of the API: %s', async (_name, option, state, heard) => {
    const call = await apiCall(option);
    const over = await leg(call, 'answer', 0, { machine: true });
    expect(over).toMatchObject({ state });
    expect(spoken(over)).toEqual(heard);
    expect(eventsOf('machine')).toMatchObject([{ call_uuid: call.id }]);
  });
});

async function apiCall(option: Record<string, unknown>): Promise<CallView> {
  const { json: made } = await world.call(
    'POST',
    '/v1/calls',
    {
      to: [{ type: 'phone', number: DOCTOR }],
      from: { type: 'phone', number: SUPPORT },
      ncco: [talk('Hello')],
      ...option,
    },
    { authorization: `Bearer ${await agentToken(world, id)}` },
  );
  const { uuid } = made as { uuid: string };
  return callShape.parse((await world.call('GET', `/simulator/calls/${uuid}`)).json);
}

describe('who is heard', () => {
  const said = (call: CallView) => call.log.filter(({ action }) => action === 'says');

  test('the caller by the agent, and the agent by the caller', async () => {
    answers(toJane());
    const ringing = await dial();
    expect(said(await say(ringing, 'Anybody there?'))[0]).not.toHaveProperty('heardBy');
    await leg(ringing, 'answer');
    await say(ringing, 'Hello');
    const talking = await post(`/simulator/calls/${ringing.id}/legs/${ringing.legs[0]?.id ?? ''}/speech`, {
      text: 'Jane here',
    });
    expect(said(talking).slice(1)).toMatchObject([
      { text: 'Hello', heardBy: ['Jane'] },
      { text: 'Jane here', user: 'Jane', heardBy: ['447700900777'] },
    ]);
  });

  test('not whoever has muted the phone, until it is unmuted', async () => {
    answers(toJane());
    const call = await dial();
    await leg(call, 'answer');
    const jane = `/simulator/calls/${call.id}/legs/${call.legs[0]?.id ?? ''}`;
    await post(`${jane}/mute`, {});
    expect(said(await post(`${jane}/speech`, { text: 'psst' })).at(-1)).not.toHaveProperty('heardBy');
    await post(`${jane}/unmute`, {});
    await post(`/simulator/calls/${call.id}/mute`, {});
    expect(said(await post(`${jane}/speech`, { text: 'Hello' })).at(-1)).toMatchObject({
      heardBy: ['447700900777'],
    });
    expect(said(await say(call, 'Hm')).at(-1)).not.toHaveProperty('heardBy');
    expect((await world.call('POST', `/simulator/calls/${call.id}/legs/none/mute`, {})).status).toBe(404);
    await post(`/simulator/calls/${call.id}/hangup`, {});
    expect((await world.call('POST', `/simulator/calls/${call.id}/mute`, {})).status).toBe(409);
  });

  test('nobody by a leg that does not talk yet', async () => {
    answers(toJane());
    const call = await dial();
    const path = `/simulator/calls/${call.id}/legs/${call.legs[0]?.id ?? ''}/speech`;
    expect((await world.call('POST', path, { text: 'Hello?' })).status).toBe(409);
  });
});

test('a clock that jumps far is not too late for the webhooks of what ends on the way', async () => {
  answers({ action: 'record', endOnSilence: 3, eventUrl: [`${world.receiver.url}/rec`] }, talk('Thanks'));
  // The owner's server takes a moment, and something else is due after the webhook has arrived there.
  const arrived = new Promise<void>((resolve) =>
    world.receiver.answer('/rec', (_request, response) => {
      resolve();
      setTimeout(() => response.end(), 50);
    }),
  );
  world.clock.after(5_000, () => arrived);
  const call = await dial();
  await advance(600);
  expect((await look(call)).log.filter(({ kind }) => kind === 'recording')).toMatchObject([{ status: 200 }]);
  expect(world.receiver.at('/rec')).toHaveLength(1);
});
