import type { Call } from '../calls/call.ts';
import type { Leg } from '../calls/leg.ts';
import { viewCall } from '../calls/view.ts';
import { RequestError } from './body.ts';

/** Finds what a request's path names; what does not exist is a {@link RequestError}. */
export interface CallLookup {
  call(id: string): Call;
  /** A call that is not over. */
  running(id: string): Call;
}

export const createCallLookup = (calls: readonly Call[]): CallLookup => {
  const find = (id: string): Call => {
    const call = calls.find((candidate) => candidate.id === id);
    if (!call) throw new RequestError(404, `There is no call ${id}.`);
    return call;
  };
  return {
    call: find,
    running(id) {
      const call = find(id);
      if (call.over) throw new RequestError(409, 'The call is over.');
      return call;
    },
  };
};

export function calledLeg(call: Call, id: string): Leg {
  const leg = call.legs.find((candidate) => candidate.id === id);
  if (!leg) throw new RequestError(404, `The call has no leg ${id}.`);
  return leg;
}

/** The call, as soon as it waits for somebody and its events have arrived. */
export async function whenSettled(call: Call): Promise<ReturnType<typeof viewCall>> {
  let events: Promise<unknown>;
  do {
    events = call.events;
    await call.whenAtRest();
    await events;
  } while (events !== call.events || !call.isAtRest);
  return viewCall(call);
}
