import type { Clock } from '../../clock.ts';
import { isoNow, isoTime } from '../iso-time.ts';
import type { Call } from './call.ts';
import type { Leg } from './leg.ts';

/** Euros a minute. */
const RATE = 0.012;

/** The event of a leg in its present state. */
export function legEvent(clock: Pick<Clock, 'now'>, call: Call, leg: Leg): Record<string, unknown> {
  return {
    from: leg.from,
    to: leg.to,
    uuid: leg.id,
    conversation_uuid: call.conversation.id,
    status: leg.state,
    direction: leg.direction,
    timestamp: isoNow(clock),
    ...(leg.detail !== undefined && { detail: leg.detail }),
    ...(leg.state === 'answered' && { start_time: null, rate: null, network: null }),
    ...(leg.state === 'completed' && billOf(leg)),
  };
}

/** The result of machine detection: such events name their leg `call_uuid`, and it stays answered. */
export function detectionEvent(
  clock: Pick<Clock, 'now'>,
  call: Call,
  leg: Leg,
  isMachine: boolean,
): Record<string, unknown> {
  const { from, to, id: call_uuid } = leg;
  return {
    call_uuid,
    conversation_uuid: call.conversation.id,
    from,
    to,
    status: isMachine ? 'machine' : 'human',
    timestamp: isoNow(clock),
  };
}

/** An error of a call: such an event has no status. */
export const errorEvent = (clock: Pick<Clock, 'now'>, call: Call, reason: string) => ({
  reason,
  conversation_uuid: call.conversation.id,
  timestamp: isoNow(clock),
});

/** An event of an app's leg. */
export const rtcEvent = (clock: Pick<Clock, 'now'>, call: Call, leg: Leg, type: string) => ({
  type,
  application_id: call.application.id,
  conversation_id: call.conversation.id,
  timestamp: isoNow(clock),
  body: { user: { name: leg.user }, channel: { id: leg.id, type: 'app' } },
});

/** Length and price of a leg, all strings. */
export function billOf(leg: Leg): Record<string, string> {
  const end = leg.endedAt ?? 0;
  const start = leg.answeredAt ?? end;
  const seconds = Math.round((end - start) / 1000);
  return {
    duration: String(seconds),
    rate: RATE.toFixed(8),
    price: ((RATE * seconds) / 60).toFixed(8),
    network: '23410',
    start_time: isoTime(start),
    end_time: isoTime(end),
  };
}
