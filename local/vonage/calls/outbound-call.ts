import type { Clock } from '../../clock.ts';
import type { Application } from '../state.ts';
import type { Call } from './call.ts';
import type { CallEvents } from './call-events.ts';
import { legTo, type IsReachable } from './endpoint.ts';
import { detectionEvent } from './event-payloads.ts';
import type { FetchNcco } from './fetch-ncco.ts';
import type { RunCall } from './interpreter.ts';
import type { Action, Endpoint } from './ncco.ts';
import type { OpenCall } from './open-call.ts';
import { ring, UNAVAILABLE, type RingOutcome } from './ring.ts';
import { eventTarget, type WebhookTarget } from './webhook-target.ts';

/** Where a call that the API makes gets its first NCCO. */
export type Opening = { actions: Action[] } | { source: WebhookTarget };

export interface OutboundCallOptions {
  ringSeconds: number;
  limitSeconds: number;
  /** What to do when a machine answers; undefined: no detection. */
  machines: 'continue' | 'hangup' | undefined;
  eventWebhook: Pick<WebhookTarget, 'address' | 'method'> | undefined;
}

/** Makes a call that the API asked for. */
export type PlaceOutboundCall = (
  application: Application,
  from: string,
  to: Endpoint,
  opening: Opening,
  options: OutboundCallOptions,
) => Call;

export function createOutboundCalls({
  clock,
  openCall,
  runCall,
  events,
  fetchNcco,
  isReachable,
  uuid,
}: {
  clock: Pick<Clock, 'now' | 'after'>;
  openCall: OpenCall;
  runCall: RunCall;
  events: CallEvents;
  fetchNcco: FetchNcco;
  isReachable: IsReachable;
  uuid: () => string;
}): PlaceOutboundCall {
  /** Whether the call goes on, with a machine or a person. */
  const detectMachine = (
    call: Call,
    { isMachine = false }: RingOutcome,
    machines: OutboundCallOptions['machines'],
  ): boolean => {
    const { main: leg } = call;
    if (!machines || leg.kind !== 'phone') return true;
    call.note(isMachine ? 'machine' : 'human', { leg: leg.id });
    events.send(call, detectionEvent(clock, call, leg, isMachine), eventTarget(call));
    return machines === 'continue' || !isMachine;
  };

  const limitLength = (call: Call, seconds: number): void => {
    const limit = clock.after(seconds * 1000, () => call.interrupt({ type: 'hangup', by: 'length_timer' }));
    call.atEnd.push(() => limit.cancel());
  };

  return (application, from, to, opening, { ringSeconds, limitSeconds, machines, eventWebhook }) => {
    const leg = legTo(to, { id: uuid(), from });
    const call = openCall(application, leg);
    call.eventWebhook = eventWebhook;
    call.legs.push(leg);
    events.moveLeg(call, leg, 'started');
    const canRing = isReachable(application, to);
    if (canRing) events.moveLeg(call, leg, 'ringing');
    void runCall(call, async () => {
      const outcome = canRing ? await ring(call, leg, ringSeconds) : UNAVAILABLE;
      // A call of the API that rings for too long has a state of its own.
      if (outcome.detail === 'timeout') events.moveLeg(call, leg, 'timeout');
      else events.moveLeg(call, leg, outcome.state, outcome.detail);
      if (outcome.state !== 'answered') return [];
      if (!detectMachine(call, outcome, machines)) return [];
      limitLength(call, limitSeconds);
      if ('actions' in opening) return opening.actions;
      const parameters = {
        to: leg.to,
        from,
        uuid: leg.id,
        conversation_uuid: call.conversation.id,
      };
      return fetchNcco(call, 'answer', opening.source, parameters, { mayBeEmpty: false });
    });
    return call;
  };
}
