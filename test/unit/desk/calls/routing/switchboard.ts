import { firstRing } from '../../../../../desk/calls/routing/first-ring.ts';
import type { Switchboard } from '../../../../../desk/calls/routing/next-step.ts';
import type { CallerSettings } from '../../../../../desk/calls/routing/route-nccos.ts';
import { parseRoutingState, type RoutingState } from '../../../../../desk/calls/routing/routing-state.ts';
import type { Connect, Ncco, Notify } from '../../../../../desk/ncco/ncco.ts';
import { memoryLeases, memoryLine } from '../../memory/leases.ts';
import { atOnce } from '../../memory/steps.ts';

/** How calls are handled in these tests. */
export const line: CallerSettings = {
  routeUrl: 'https://desk.example.com/webhooks/route',
  eventUrl: 'https://desk.example.com/webhooks/event',
  ring: { seconds: 20 },
  queue: { maxSeconds: 120, rounds: 1 },
};
/** What ops wrote. */
export const preset: Ncco = [
  { action: 'talk', text: 'Thank you for calling Jane' },
  { action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] },
];

/** A switchboard over agents of these names, at a clock that the test moves. */
export function desk(names: string[], step = atOnce) {
  const clock = { now: 1_000_000 };
  const leases = memoryLeases(names, step);
  const board: Switchboard = {
    leases,
    waiting: memoryLine(step),
    callerSettings: line,
    now: () => clock.now,
  };
  return { clock, leases, board };
}

export const answer = (board: Switchboard, call: string, ncco = preset) =>
  firstRing(ncco, { call, callerSettings: line, switchboard: board, intro: true });

/** The state that an action's URL carries. */
export const searchIn = ({ eventUrl: [url] = [''] }: { eventUrl?: [string] }): RoutingState =>
  parseRoutingState(new URL(url).searchParams);
export const connectOf = (ncco: Ncco) =>
  ncco.find((action): action is Connect => action.action === 'connect');
export const notifyOf = (ncco: Ncco) => ncco.find((action): action is Notify => action.action === 'notify');
export const records = (ncco: Ncco) => ncco.some(({ action }) => action === 'record');
