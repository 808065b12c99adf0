import type { PhoneCall } from './phone.ts';
import type { SimulatedCall } from './simulator-api.ts';

/** A call on a phone, without what only the phone knows. */
export type CallState = Pick<PhoneCall, 'id' | 'direction' | 'other' | 'state'>;

/**
 * A call of the simulator as it is on one user's phone: the call itself where the user made it, and each leg that rings or
 * talks to the user. The id of an inbound one is the path of its leg.
 */
export function callStatesOf(call: SimulatedCall, user: string): CallState[] {
  return [...outbound(call, user), ...inbound(call, user)];
}

function outbound({ id, to, user: caller, state, legs }: SimulatedCall, user: string): CallState[] {
  if (caller !== user || !['started', 'ringing', 'answered'].includes(state)) return [];
  const isAnswered = legs.some((leg) => leg.state === 'answered');
  return [
    {
      id,
      direction: 'outbound',
      other: to.replace(/^\+/, ''),
      state: isAnswered ? 'talking' : 'calling',
    },
  ];
}

function inbound({ id, from, legs }: SimulatedCall, user: string): CallState[] {
  return legs
    .filter((leg) => leg.kind === 'app' && leg.user === user && ['ringing', 'answered'].includes(leg.state))
    .map((leg) => ({
      id: `${id}/legs/${leg.id}`,
      direction: 'inbound',
      other: from,
      state: leg.state === 'ringing' ? 'ringing' : 'talking',
    }));
}
