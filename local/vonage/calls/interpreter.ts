import type { Platform } from '../platform.ts';
import { perform } from './actions.ts';
import { Interrupted, type Call, type LegState } from './call.ts';
import { moveTo } from './conversation.ts';
import { moveLeg, sendError } from './events.ts';
import type { Action } from './ncco.ts';

/**
 * More actions than this in no time at all is an NCCO that calls itself for ever. A loop that takes time, as a queue
 * does, is bounded by the call alone.
 */
const MOST_ACTIONS = 500;

/** Runs a call from its first NCCO to its end. */
export async function run(
  platform: Platform,
  call: Call,
  opening: () => Promise<Action[] | undefined>,
): Promise<void> {
  try {
    const actions = await uninterrupted(call, opening);
    if (actions) await follow(platform, call, actions);
    end(platform, call, actions ? 'vonage' : 'no NCCO');
  } catch (error) {
    if (error instanceof Interrupted && error.cause.type === 'hangup')
      return end(platform, call, error.cause.by);
    if (error instanceof Interrupted && error.cause.type === 'forget') return call.close();
    call.note('error', { reason: error instanceof Error ? error.message : 'unknown' });
    end(platform, call, 'an error of the simulator');
  }
}

async function follow(platform: Platform, call: Call, first: Action[]): Promise<void> {
  let rest = first;
  let rests = call.rests;
  for (let count = 0; rest.length > 0; count += 1) {
    const [action, ...others] = rest;
    if (!action) return;
    if (call.rests > rests) {
      rests = call.rests;
      count = 0;
    }
    if (count === MOST_ACTIONS) {
      const reason = `The NCCO went on for ${MOST_ACTIONS} actions that took no time.`;
      call.note('error', { reason });
      sendError(platform, call, reason);
      return;
    }
    try {
      call.throwIfInterrupted();
      if (call.main.state !== 'answered') moveLeg(platform, call, call.main, 'answered');
      rest = (await perform(platform, call, action)) ?? others;
      call.throwIfInterrupted();
    } catch (error) {
      if (!(error instanceof Interrupted) || error.cause.type !== 'transfer') throw error;
      call.note('transfer', { actions: error.cause.actions.map(({ action: name }) => name) });
      closeLegs(platform, call);
      call.mayBargeIn = false;
      moveTo(platform, call, platform.rooms.alone(call.application.id));
      rest = error.cause.actions;
    }
  }
}

/** A hang-up while the first NCCO is fetched counts when it has come. */
async function uninterrupted(
  call: Call,
  opening: () => Promise<Action[] | undefined>,
): Promise<Action[] | undefined> {
  const actions = await opening();
  call.throwIfInterrupted();
  return actions;
}

function closeLegs(platform: Platform, call: Call): void {
  for (const leg of call.legs) {
    if (leg === call.main) continue;
    if (leg.state === 'answered') moveLeg(platform, call, leg, 'completed');
    else if (leg.state === 'started' || leg.state === 'ringing') moveLeg(platform, call, leg, 'cancelled');
  }
}

function end(platform: Platform, call: Call, by: string): void {
  closeLegs(platform, call);
  platform.rooms.move(call, undefined);
  for (const task of call.atEnd.splice(0)) task();
  call.note('hangup', { by });
  const { state } = call.main;
  if (['started', 'ringing', 'answered'].includes(state)) {
    const final: LegState = state === 'answered' ? 'completed' : by === 'no NCCO' ? 'failed' : 'cancelled';
    moveLeg(platform, call, call.main, final);
  }
  call.close();
}
