import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newCallIn, parseAnswerWebhook } from '../../../../../edge/vonage/voice/answer.ts';
import { request } from '../../request.ts';

const incoming = { from: '+447700900456', to: '447700900000', uuid: 'leg-1', conversation_uuid: 'CON-1' };
const webhook = (payload: object) =>
  parseAnswerWebhook(
    request({ path: '/webhooks/answer', type: 'application/json', body: JSON.stringify(payload) }),
  );

test('an incoming call has its parties as the network means them', () => {
  expect(webhook(incoming)).toEqual({
    callId: 'CON-1',
    call: { direction: 'incoming', from: '447700900456', to: '447700900000' },
  });
});

test('by GET it is the same', () => {
  const query = new URLSearchParams(incoming).toString();
  expect(parseAnswerWebhook(request({ method: 'GET', path: '/webhooks/answer', query }))).toEqual(
    webhook(incoming),
  );
});

test('an outgoing call has its user, exactly as written, and what was dialled', () => {
  expect(webhook({ from_user: ' Jane', custom_data: { to: '+44 7700 900123' } })).toEqual({
    callId: '',
    call: { direction: 'outgoing', user: ' Jane', dialled: '+44 7700 900123' },
  });
});

test('without a conversation the leg names the call; an id that is none does not', () => {
  expect(webhook({ uuid: 'leg-1' }).callId).toBe('leg-1');
  expect(webhook({ conversation_uuid: 'a b', uuid: 'leg-1' }).callId).toBe('leg-1');
  expect(webhook({ conversation_uuid: 7, uuid: { id: 'leg-1' } }).callId).toBe('');
});

describe('the fallback for a webhook of routing', () => {
  const url = 'https://desk.example/webhooks/route?call=CON-1&agent=Jane&ring=2&mac=x';

  test.each<[string, unknown]>([
    ['as an object', { url, method: 'POST' }],
    ['as JSON', JSON.stringify({ url })],
    ['as the bare URL', url],
  ])('names the request that failed %s', (_name, original_request) => {
    const { failedRoute } = webhook({ ...incoming, status: 'rejected', original_request });
    expect(failedRoute).toMatchObject({
      event: { status: 'rejected', isUnavailable: false },
      state: { call: 'CON-1', agent: 'Jane', ring: 2 },
    });
  });

  test.each([undefined, null, '', 7, {}, 'https://desk.example/webhooks/answer', ['/webhooks/dtmf?call=x']])(
    'is none for %j',
    (original_request) => {
      expect(webhook({ ...incoming, original_request })).not.toHaveProperty('failedRoute');
    },
  );
});

describe('a body that cannot be read', () => {
  test.each(['', '{', 'null', '[]', '"text"', '7'])('%j is an incoming call of nobody', (body) => {
    expect(parseAnswerWebhook(request({ path: '/webhooks/answer', type: 'application/json', body }))).toEqual(
      {
        callId: '',
        call: { direction: 'incoming' },
      },
    );
  });
});

test('whatever a payload holds, it is a call', () => {
  fc.assert(
    fc.property(fc.anything(), (payload) => {
      expect(['incoming', 'outgoing']).toContain(newCallIn(payload).direction);
    }),
  );
});
