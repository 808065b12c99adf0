import { expect, test } from '@jest/globals';
import { nextCallState } from '../../../../desk/calls/call-state.ts';
import { callOf } from '../../../../desk/calls/call.ts';
import { callEventIn } from '../../../../edge/vonage/voice/call-event.ts';

/** An event of an app's leg: set-up registers one URL for these and the call's own events. */
const appEvent = (type: string) => ({
  type,
  application_id: 'b1c2',
  conversation_id: 'CON-1',
  timestamp: '2026-11-21T10:00:00.000Z',
  body: { user: { name: 'Jane' }, channel: { id: 'leg-2', type: 'app' } },
});

test("an app's event says nothing of whether the call was answered", () => {
  const told = [
    appEvent('rtc:answered'),
    {
      from: '447700900777',
      to: '447700900000',
      uuid: 'leg-1',
      conversation_uuid: 'CON-1',
      direction: 'inbound',
      status: 'completed',
    },
  ];
  const legs = told.flatMap((body) => {
    const parsed = callEventIn(body);
    return 'event' in parsed ? [nextCallState(undefined, parsed.event)] : [];
  });
  expect(legs).toHaveLength(2);
  expect(callOf('CON-1', legs, { numbers: {} })).toMatchObject({
    call: 'leg-1',
    status: 'completed',
    customer: '447700900777',
    missed: true,
  });
});
