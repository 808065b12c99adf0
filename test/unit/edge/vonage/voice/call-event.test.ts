import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { CallEvent } from '../../../../../desk/calls/call-event.ts';
import { callEventIn } from '../../../../../edge/vonage/voice/call-event.ts';

const uuid = 'aaaaaaaa-bbbb-cccc-dddd-0123456789ab';
const base = {
  uuid,
  conversation_uuid: 'CON-1',
  from: '447700900456',
  to: '447700900000',
  direction: 'inbound',
};
const at = (second: number) => `2026-01-01T10:00:${String(second).padStart(2, '0')}.000Z`;

function read(body: unknown): CallEvent {
  const result = callEventIn(body);
  if (!('event' in result)) throw new Error(result.problem.sentence);
  return result.event;
}

const completed = {
  ...base,
  status: 'completed',
  duration: '42',
  rate: '0.0100',
  price: '0.0070',
  start_time: at(3),
  end_time: at(45),
  network: '23410',
  timestamp: at(46),
};

describe('reading an event', () => {
  test('a status event, its values as given', () => {
    expect(read(completed)).toMatchObject({
      call: uuid,
      conversation: 'CON-1',
      kind: 'status',
      status: 'completed',
      from: '447700900456',
      duration: '42',
      rate: '0.0100',
      price: '0.0070',
      startTime: at(3),
      endTime: at(45),
    });
  });

  test.each([
    ['+447700900456', '447700900456'],
    ['00447700900456', '447700900456'],
    [447700900456, '447700900456'],
    ['anonymous', 'anonymous'],
    ['Jane', 'Jane'],
    ['sip:447700900456@example.com', 'sip:447700900456@example.com'],
    ['07700900456', '07700900456'],
  ])('a party that the network wrote %j is %j', (written, party) => {
    expect(read({ ...base, status: 'ringing', from: written, to: written })).toMatchObject({
      from: party,
      to: party,
    });
  });

  test('an app’s user is a name, whatever it looks like', () => {
    const { from: _left, ...called } = base;
    expect(read({ ...called, status: 'ringing', from_user: '+447700900456' }).from).toBe('+447700900456');
  });

  test('what Vonage does not know yet stays null', () => {
    expect(read({ ...base, status: 'answered', start_time: null, rate: null, network: null })).toMatchObject({
      startTime: null,
      rate: null,
      network: null,
    });
  });

  test.each([
    'started',
    'ringing',
    'answered',
    'busy',
    'cancelled',
    'unanswered',
    'disconnected',
    'rejected',
    'failed',
    'human',
    'machine',
    'timeout',
    'completed',
  ])('%s is a status', (status) =>
    expect(read({ ...base, status })).toMatchObject({ kind: 'status', status }),
  );

  test('human and machine name their leg call_uuid', () => {
    expect(read({ call_uuid: uuid, status: 'human' }).call).toBe(uuid);
  });

  test.each<[string, object, string]>([
    [
      'record',
      { conversation_uuid: 'CON-1', recording_url: 'https://api.nexmo.com/v1/files/x', recording_uuid: 'r' },
      'record',
    ],
    ['transfer', { conversation_uuid_from: 'CON-1', conversation_uuid_to: 'CON-2', uuid }, 'transfer'],
    ['input', { uuid, dtmf: { digits: '1', timed_out: false } }, 'input'],
    ['notify', { conversation_uuid: 'CON-1', payload: { a: 'b' } }, 'notify'],
    ['error', { conversation_uuid: 'CON-1', reason: 'Syntax error in NCCO' }, 'error'],
    ['a status nobody knows', { uuid, status: 'dancing' }, 'other'],
    ['an inherited name as status', { uuid, status: 'constructor' }, 'other'],
  ])('%s has no status', (_name, body, kind) => {
    const event = read(body);
    expect(event.kind).toBe(kind);
    expect(event).not.toHaveProperty('status');
    expect(event.body).toBeDefined();
  });

  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['null', null],
    ['text', 'completed'],
    ['a list', [completed]],
    ['no call', { status: 'completed' }],
    ['an empty uuid', { uuid: '', status: 'completed' }],
    ['a uuid that is no text', { uuid: { $ne: '' }, status: 'completed' }],
    ['a uuid of markup', { uuid: '<script>alert(1)</script>', status: 'completed' }],
    ['a very long uuid', { uuid: 'a'.repeat(1_000), status: 'completed' }],
    ['too much', { uuid, x: 'y'.repeat(100_000) }],
    ['nested without end', JSON.parse(`{"uuid":"a","x":${'['.repeat(5_000)}${']'.repeat(5_000)}}`)],
  ])('%s is refused with a sentence', (_name, body) => {
    const result = callEventIn(body);
    expect('problem' in result && result.problem.sentence).toMatch(/\w+ \w+/);
  });

  test('texts are bounded, and a long body is not kept', () => {
    const event = read({
      ...completed,
      from: 'x'.repeat(5_000),
      reason: '<img src=x onerror=alert(1)>',
      more: 'y'.repeat(20_000),
    });
    expect(event.from?.length).toBe(256);
    expect(event.reason).toBe('<img src=x onerror=alert(1)>');
    expect(event).not.toHaveProperty('body');
  });

  test('whatever comes is read or refused', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.anything(),
          fc.dictionary(fc.constantFrom('uuid', 'status', 'price', 'x'), fc.anything()),
        ),
        (body) => {
          const result = callEventIn(body);
          expect('event' in result || 'problem' in result).toBe(true);
        },
      ),
    );
  });
});

describe('the id', () => {
  test('is the same for the same event, whatever the order of its keys', () => {
    const reversed = Object.fromEntries(Object.entries(completed).reverse());
    expect(read(reversed).id).toBe(read(completed).id);
    const record = { conversation_uuid: 'CON-1', recording_url: 'https://a.example/1', size: 1 };
    expect(read({ size: 1, recording_url: 'https://a.example/1', conversation_uuid: 'CON-1' }).id).toBe(
      read(record).id,
    );
  });

  test('differs for another call, status, moment or content', () => {
    const ids = [
      completed,
      { ...completed, uuid: 'another' },
      { ...completed, status: 'busy' },
      { ...completed, timestamp: at(47) },
      { uuid, dtmf: { digits: '1' } },
      { uuid, dtmf: { digits: '2' } },
    ].map((body) => read(body).id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

/** An event of an app's leg: set-up registers one URL for these and the call's own events. */
const appEvent = (type: string) => ({
  type,
  application_id: 'b1c2',
  conversation_id: 'CON-1',
  timestamp: '2026-11-21T10:00:00.000Z',
  body: { user: { name: 'Jane' }, channel: { id: 'leg-2', type: 'app' } },
});

test.each(['rtc:answered', 'rtc:hangup'])("an app's %s is kept with its conversation", (type) => {
  const parsed = callEventIn(appEvent(type));
  expect(parsed).toMatchObject({ event: { call: 'CON-1', conversation: 'CON-1', kind: 'other' } });
  expect(parsed).not.toHaveProperty('event.status');
});
