import type { Application } from '../state.ts';
import type { Call, DtmfFormat } from './call.ts';
import type { CallEvents } from './call-events.ts';
import type { FetchNcco } from './fetch-ncco.ts';
import type { RunCall } from './interpreter.ts';
import type { Leg } from './leg.ts';
import type { OpenCall } from './open-call.ts';
import { answerTarget } from './webhook-target.ts';

/** Who makes a call. */
export type Caller = { kind: 'phone'; number: string } | { kind: 'app'; user: string };

export interface CallOptions {
  customData?: Record<string, unknown> | undefined;
  dtmfFormat?: DtmfFormat | undefined;
}

/** Makes a call to an application, whose answer URL returns the first NCCO. */
export type PlaceInboundCall = (
  application: Application,
  caller: Caller,
  to: string,
  options?: CallOptions,
) => Call;

const REGION_URL = 'https://api-eu-1.nexmo.com';

export function createInboundCalls({
  openCall,
  runCall,
  events,
  fetchNcco,
  uuid,
}: {
  openCall: OpenCall;
  runCall: RunCall;
  events: CallEvents;
  fetchNcco: FetchNcco;
  uuid: () => string;
}): PlaceInboundCall {
  return (application, caller, to, { customData, dtmfFormat } = {}) => {
    const main = callerLeg(uuid(), caller, to);
    const call = openCall(application, main, dtmfFormat);
    events.moveLeg(call, main, 'started');
    events.moveLeg(call, main, 'ringing');
    const parameters = {
      ...(to !== '' && { to }),
      ...(caller.kind === 'app' ? { from_user: caller.user } : { from: caller.number }),
      uuid: main.id,
      conversation_uuid: call.conversation.id,
      endpoint_type: caller.kind,
      region_url: REGION_URL,
      ...(customData && { custom_data: customData }),
    };
    const source = answerTarget(application);
    void runCall(call, async () => {
      if (source) return fetchNcco(call, 'answer', source, parameters, { mayBeEmpty: false });
      events.sendError(call, 'The application has no answer URL.');
      return undefined;
    });
    return call;
  };
}

function callerLeg(id: string, caller: Caller, to: string): Leg {
  const address = caller.kind === 'app' ? { user: caller.user } : { number: caller.number };
  const from = caller.kind === 'app' ? caller.user : caller.number;
  return { id, kind: caller.kind, ...address, from, to, direction: 'inbound', state: 'started' };
}
