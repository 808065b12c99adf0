import type { Call } from './call.ts';
import { addressOf } from './leg.ts';

/** A call as the simulator's own routes return it. */
export function viewCall(call: Call) {
  const { main } = call;
  return {
    id: call.id,
    uuid: main.id,
    conversationUuid: call.conversation.id,
    direction: main.direction,
    from: main.from,
    to: main.to,
    ...(main.user !== undefined && { user: main.user }),
    state: main.state,
    waitingFor: call.waitingFor,
    startedAt: new Date(call.startedAt).toISOString(),
    log: call.log,
    legs: call.legs.map((leg) => ({
      id: leg.id,
      kind: leg.kind,
      ...addressOf(leg),
      state: leg.state,
      ...(leg.detail !== undefined && { detail: leg.detail }),
    })),
  };
}
