import type { Call } from './call.ts';
import type { CallEvents } from './call-events.ts';
import type { Conversations } from './conversations.ts';
import { isInProgress } from './leg.ts';

/** Ends a call with all its legs; `by` is who or what ended it, for the call's log. */
export type EndCall = (call: Call, by: string) => void;

/** The end of a call that never had an NCCO: it has failed. */
export const NO_NCCO = 'no NCCO';

export function createEndCall({
  conversations,
  events,
}: {
  conversations: Pick<Conversations, 'move'>;
  events: Pick<CallEvents, 'moveLeg'>;
}): EndCall {
  return (call, by) => {
    const { main } = call;
    endLegs(call, events);
    conversations.move(call, undefined);
    for (const task of call.atEnd.splice(0)) task();
    call.note('hangup', { by });
    if (main.state === 'answered') events.moveLeg(call, main, 'completed');
    else if (isInProgress(main)) events.moveLeg(call, main, by === NO_NCCO ? 'failed' : 'cancelled');
    call.close();
  };
}

/** Ends the called side's legs that are in progress. */
export function endLegs(call: Call, events: Pick<CallEvents, 'moveLeg'>): void {
  for (const leg of call.legs) {
    if (leg === call.main || !isInProgress(leg)) continue;
    events.moveLeg(call, leg, leg.state === 'answered' ? 'completed' : 'cancelled');
  }
}
