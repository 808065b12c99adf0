import { describe, expect, test } from '@jest/globals';
import { world, id, eachInItsOwnWorld, post, dial, leg, talk, input, answers } from './callers.ts';
import { agentToken, fields, JANES_PHONE, SUPPORT, TEXT_ONLY } from './setup.ts';

eachInItsOwnWorld();

describe('an agent’s app', () => {
  test('calls out when it is connected', async () => {
    const outgoing = {
      action: 'connect',
      timeout: 20,
      from: SUPPORT,
      endpoint: [{ type: 'phone', number: JANES_PHONE }],
    };
    answers(talk('Please wait while we connect you.'), outgoing);
    expect(await world.call('POST', '/simulator/calls', { user: 'Jane', to: JANES_PHONE })).toMatchObject({
      status: 409,
    });
    const token = await agentToken(world, id);
    await world.call('POST', '/simulator/sessions', undefined, { authorization: `Bearer ${token}` });
    const call = await post('/simulator/calls', {
      user: 'Jane',
      to: `+${JANES_PHONE}`,
      custom_data: { note: 'x' },
    });
    expect(call).toMatchObject({
      user: 'Jane',
      legs: [{ kind: 'phone', number: JANES_PHONE, state: 'ringing' }],
    });
    const asked = fields(world.receiver.at('/answer')[0]?.body ?? '');
    expect(asked).toMatchObject({
      from_user: 'Jane',
      to: `+${JANES_PHONE}`,
      endpoint_type: 'app',
      custom_data: { note: 'x' },
    });
    expect(asked).not.toHaveProperty('from');
    expect((await leg(call, 'answer')).legs[0]?.state).toBe('answered');
  });
});

describe('POST /simulator/calls', () => {
  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no to', { from: JANES_PHONE }],
    ['a caller that is no number', { from: 'x', to: SUPPORT }],
    ['both forms', { from: JANES_PHONE, user: 'Jane', to: SUPPORT }],
  ])('refuses %s', async (_, body) => {
    expect(await world.call('POST', '/simulator/calls', body)).toEqual({
      status: 400,
      json: { error: expect.any(String) },
    });
  });

  test('refuses numbers that nobody answers', async () => {
    for (const to of ['447700900123', TEXT_ONLY]) {
      expect(await world.call('POST', '/simulator/calls', { from: JANES_PHONE, to })).toMatchObject({
        status: 409,
      });
    }
  });

  test('knows its calls', async () => {
    answers(input());
    const call = await dial();
    expect((await world.call('GET', '/simulator/calls')).json).toMatchObject([{ id: call.id }]);
    for (const path of ['', '/digits', '/hangup']) {
      const { status: code, json: answer } = await world.call(
        path ? 'POST' : 'GET',
        `/simulator/calls/nobody${path}`,
        path === '/digits' ? { digits: '1' } : undefined,
      );
      expect({ code, answer }).toEqual({ code: 404, answer: { error: expect.any(String) } });
    }
    for (const digits of ['', 'a', 1, null, '1'.repeat(101)]) {
      expect(await world.call('POST', `/simulator/calls/${call.id}/digits`, { digits })).toMatchObject({
        status: 400,
      });
    }
    await world.call('POST', '/simulator/reset');
    expect((await world.call('GET', '/simulator/calls')).json).toEqual([]);
  });
});
