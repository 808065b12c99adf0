import type { Call } from '../live/shapes.ts';

/** A call as one phone takes part in it: as the caller, or as one that is called. */
export interface PhoneLeg {
  call: Call;
  /** The id of the phone's leg; the caller's is the call's. */
  legId: string;
  state: string;
  role: 'caller' | 'called';
}

/** The calls that a phone takes part in, oldest first. */
export const phoneLegs = (calls: readonly Call[], number: string): PhoneLeg[] =>
  calls.flatMap((call) => legOf(call, number) ?? []);

function legOf(call: Call, number: string): PhoneLeg | undefined {
  if (call.user === undefined && call.direction === 'inbound' && call.from === number)
    return { call, legId: call.id, state: call.state, role: 'caller' };
  const leg = call.legs.findLast((candidate) => candidate.number === number);
  if (leg) return { call, legId: leg.id, state: leg.state, role: 'called' };
  if (call.direction === 'outbound' && call.to === number)
    return { call, legId: call.id, state: call.state, role: 'called' };
  return undefined;
}
