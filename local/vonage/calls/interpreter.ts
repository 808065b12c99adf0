import type { RunAction } from './actions/run-action.ts';
import type { Call } from './call.ts';
import type { CallEvents } from './call-events.ts';
import type { Conversations } from './conversations.ts';
import { endLegs, NO_NCCO, type EndCall } from './end-call.ts';
import type { MoveCall } from './move-call.ts';
import type { Action } from './ncco.ts';
import { Interrupted, type Interruption } from './stimulus.ts';

/** Runs a call from its first NCCO, which `opening` fetches, to its end. */
export type RunCall = (call: Call, opening: () => Promise<Action[] | undefined>) => Promise<void>;

/**
 * More actions than this that take no time are an NCCO that repeats itself forever. A loop that takes time, as a
 * queue does, is bounded by the call alone.
 */
const MAX_INSTANT_ACTIONS = 500;

export function createInterpreter({
  conversations,
  endCall,
  events,
  moveCall,
  runAction,
}: {
  conversations: Pick<Conversations, 'create'>;
  endCall: EndCall;
  events: CallEvents;
  moveCall: MoveCall;
  runAction: RunAction;
}): RunCall {
  const transfer = (call: Call, actions: Action[]): Action[] => {
    call.note('transfer', { actions: actions.map(({ action }) => action) });
    endLegs(call, events);
    call.mayBargeIn = false;
    moveCall(call, conversations.create(call.application.id));
    return actions;
  };

  /** What comes after an action; a transfer replaces it, any other interruption ends the call. */
  const step = async (call: Call, action: Action, rest: Action[]): Promise<Action[]> => {
    try {
      call.throwIfInterrupted();
      if (call.main.state !== 'answered') events.moveLeg(call, call.main, 'answered');
      const next = (await runAction(call, action)) ?? rest;
      call.throwIfInterrupted();
      return next;
    } catch (error) {
      const interruption = interruptionOf(error);
      if (interruption?.type !== 'transfer') throw error;
      return transfer(call, interruption.actions);
    }
  };

  const runNcco = async (call: Call, ncco: Action[]): Promise<void> => {
    let [action, ...rest] = ncco;
    let { rests } = call;
    for (let instant = 0; action; instant += 1) {
      if (call.rests > rests) {
        rests = call.rests;
        instant = 0;
      }
      if (instant === MAX_INSTANT_ACTIONS) {
        const reason = `The NCCO went on for ${MAX_INSTANT_ACTIONS} actions that took no time.`;
        call.note('error', { reason });
        events.sendError(call, reason);
        return;
      }
      [action, ...rest] = await step(call, action, rest);
    }
  };

  return async (call, opening) => {
    try {
      const ncco = await opening();
      // A hang-up while the first NCCO was fetched takes effect now.
      call.throwIfInterrupted();
      if (ncco) await runNcco(call, ncco);
      endCall(call, ncco ? 'vonage' : NO_NCCO);
    } catch (error) {
      const interruption = interruptionOf(error);
      if (interruption?.type === 'hangup') return endCall(call, interruption.by);
      if (interruption?.type === 'forget') return call.close();
      call.note('error', { reason: error instanceof Error ? error.message : 'unknown' });
      endCall(call, 'an error of the simulator');
    }
  };
}

const interruptionOf = (error: unknown): Interruption | undefined =>
  error instanceof Interrupted ? error.cause : undefined;
