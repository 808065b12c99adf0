import type { Clock } from '../../../clock.ts';
import type { Store } from '../../state.ts';
import type { Call } from '../call.ts';
import type { CallEvents } from '../call-events.ts';
import { legTo, type IsReachable } from '../endpoint.ts';
import { detectionEvent } from '../event-payloads.ts';
import type { FetchNcco } from '../fetch-ncco.ts';
import type { Leg } from '../leg.ts';
import type { Connect, Endpoint } from '../ncco.ts';
import { ring, UNAVAILABLE, untilHangup, type RingOutcome } from '../ring.ts';
import { eventTarget, nccoTarget } from '../webhook-target.ts';
import type { ReportLeg } from './leg-reports.ts';
import type { RunAction } from './run-action.ts';

const RING_S = 60;
const LIMIT_S = 7_200;

interface Dependencies {
  clock: Pick<Clock, 'now'>;
  store: Pick<Store, 'state'>;
  events: CallEvents;
  fetchNcco: FetchNcco;
  isReachable: IsReachable;
  reportLeg: ReportLeg;
  uuid: () => string;
}

/** Rings the endpoint and connects it with the caller until one of them hangs up. */
export function createConnect(dependencies: Dependencies): RunAction<Connect> {
  const { clock, store, events, fetchNcco, isReachable, reportLeg, uuid } = dependencies;
  return async (call, connect) => {
    const [endpoint] = connect.endpoint;
    if (!endpoint) return undefined;
    const ringSeconds = connect.timeout ?? RING_S;
    const leg: Leg = {
      ...legTo(endpoint, { id: uuid(), from: callerOf(call, connect) }),
      eventsTo: eventTarget(call, connect),
    };
    const report = reportLeg(call, leg, connect);
    call.legs.push(leg);
    call.note('connect', {
      leg: leg.id,
      endpoint,
      from: leg.from,
      ...(endpoint.type === 'phone' && { shows: callerId(store, call, connect) }),
      timeout: ringSeconds,
    });
    report.move('started');
    const canRing = isReachable(call.application, endpoint);
    if (canRing) report.move('ringing');
    const outcome = canRing ? await ring(call, leg, ringSeconds) : UNAVAILABLE;
    if (outcome.instead) {
      events.moveLeg(call, leg, 'cancelled');
      return outcome.instead;
    }
    if (outcome.state !== 'answered') return report.end(outcome.state, outcome.detail);
    report.move('answered');
    events.sendRtc(call, leg, 'rtc:answered');
    if (endpoint.type === 'phone') {
      const endsLeg = detectMachine(connect, outcome, (isMachine) => {
        call.note(isMachine ? 'machine' : 'human', { leg: leg.id });
        report.send(detectionEvent(clock, call, leg, isMachine));
      });
      if (endsLeg) return report.end('completed');
      await greet(fetchNcco, call, leg, endpoint);
    }
    const instead = await untilHangup(call, leg, connect.limit ?? LIMIT_S);
    if (instead) events.moveLeg(call, leg, 'completed');
    const next = instead ?? report.end('completed');
    events.sendRtc(call, leg, 'rtc:hangup');
    return next;
  };
}

/** A number of the NCCO's, or the other party of the call. */
const callerOf = ({ main }: Call, { from }: Connect): string =>
  String(from ?? (main.direction === 'inbound' ? main.from : main.to));

/**
 * What the phone that is called displays: a number of the application, else nothing. Any other `from`, or none, leaves
 * the caller unknown (Vonage's NCCO reference); the phone rings all the same.
 */
function callerId(
  { state: { numbers } }: Pick<Store, 'state'>,
  call: Call,
  { from, randomFromNumber }: Connect,
): string {
  const own = numbers.filter(({ appId }) => appId === call.application.id).map(({ msisdn }) => msisdn);
  return (randomFromNumber ? own[0] : own.find((number) => number === from)) ?? 'unknown';
}

/**
 * Reports who answered, where the action asks for it.
 *
 * @returns whether a machine answered and the action ends such legs
 */
function detectMachine(
  { machineDetection, advancedMachineDetection: advanced }: Connect,
  { isMachine = false }: RingOutcome,
  report: (isMachine: boolean) => void,
): boolean {
  const behavior = advanced ? (advanced.behavior ?? 'continue') : machineDetection;
  if (!behavior) return false;
  report(isMachine);
  return behavior === 'hangup' && isMachine;
}

/** Notes what a phone that answers is sent, and hears, before the caller does. */
async function greet(
  fetchNcco: FetchNcco,
  call: Call,
  leg: Leg,
  { dtmfAnswer, onAnswer }: Extract<Endpoint, { type: 'phone' }>,
): Promise<void> {
  if (dtmfAnswer) call.note('dtmfAnswer', { digits: dtmfAnswer });
  if (!onAnswer) return;
  const source = nccoTarget(onAnswer.url, 'GET');
  const parameters = {
    to: leg.to,
    from: leg.from,
    uuid: leg.id,
    conversation_uuid: call.conversation.id,
  };
  const greeting = await fetchNcco(call, 'answer', source, parameters, {
    mayBeEmpty: true,
  });
  for (const { action, ...details } of greeting ?? []) call.note(action, { ...details, heardBy: leg.id });
}
