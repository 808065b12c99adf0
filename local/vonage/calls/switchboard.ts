import type { DtmfFormat, Platform } from '../platform.ts';
import type { Sessions } from '../sessions.ts';
import type { Application } from '../state.ts';
import { fetchNcco } from './answers.ts';
import { Call, type Leg } from './call.ts';
import { addressOfEndpoint, isReachable, ring, UNAVAILABLE } from './connect.ts';
import { describeDetection, moveLeg, sendError, sendEvent } from './events.ts';
import { run } from './interpreter.ts';
import type { Action, Endpoint } from './ncco.ts';
import { eventTarget, target, type Target } from './webhooks.ts';

/** Where a call that the API makes gets its first NCCO. */
export type Opening = { actions: Action[] } | { source: Target };

/** Who makes a call. */
type Party = { kind: 'phone'; number: string } | { kind: 'app'; user: string };

export interface Switchboard {
  readonly calls: readonly Call[];
  /** A phone calls a rented number; a string says why that cannot be. */
  fromPhone(from: string, to: string, options?: CallOptions): Call | string;
  /** An agent's app makes a call. */
  fromApp(user: string, to: string | undefined, options?: CallOptions): Call | string;
  /** The API calls somebody. */
  fromApi(
    application: Application,
    from: string,
    to: Endpoint,
    opening: Opening,
    options: ApiCallOptions,
  ): Call;
  /** Forgets all calls; nobody is told. */
  reset(): void;
}

export interface CallOptions {
  customData?: Record<string, unknown> | undefined;
  dtmfFormat?: DtmfFormat | undefined;
}

export interface ApiCallOptions {
  ringSeconds: number;
  limitSeconds: number;
  /** What becomes of a machine that answers; undefined where nobody listens for one. */
  machines: 'continue' | 'hangup' | undefined;
  eventWebhook: { address: string; method: 'GET' | 'POST' } | undefined;
}

const KEPT_CALLS = 500;
const REGION_URL = 'https://api-eu-1.nexmo.com';

export function createSwitchboard(platform: Platform, sessions: Sessions): Switchboard {
  const calls: Call[] = [];
  const { store } = platform;

  const open = (application: Application, main: Leg, options: CallOptions = {}): Call => {
    const call: Call = new Call({
      clock: platform.clock,
      application,
      main,
      room: platform.rooms.alone(application.id),
      dtmfFormat: options.dtmfFormat ?? platform.dtmfFormat,
      note: (entry) => platform.tell({ type: 'call', at: entry.at, call: main.id, entry }),
    });
    calls.push(call);
    const over = calls.findIndex((candidate) => candidate.over);
    if (calls.length > KEPT_CALLS && over >= 0) calls.splice(over, 1);
    return call;
  };

  const answer = (application: Application, caller: Party, to: string, options: CallOptions = {}): Call => {
    const address = caller.kind === 'app' ? { user: caller.user } : { number: caller.number };
    const from = caller.kind === 'app' ? caller.user : caller.number;
    const id = platform.uuid();
    const main: Leg = { id, kind: caller.kind, ...address, from, to, direction: 'inbound', state: 'started' };
    const call = open(application, main, options);
    moveLeg(platform, call, main, 'started');
    moveLeg(platform, call, main, 'ringing');
    const source = target(application.capabilities.voice?.webhooks?.answer_url, 'GET');
    const parameters = {
      ...(to !== '' && { to }),
      ...(caller.kind === 'app' ? { from_user: caller.user } : { from: caller.number }),
      uuid: id,
      conversation_uuid: call.conversation,
      endpoint_type: caller.kind,
      region_url: REGION_URL,
      ...(options.customData && { custom_data: options.customData }),
    };
    void run(platform, call, async () => {
      if (source) return fetchNcco(platform, call, 'answer', source, parameters, { mayBeEmpty: false });
      sendError(platform, call, 'The application has no answer URL.');
      return undefined;
    });
    return call;
  };

  return {
    calls,
    fromPhone(from, to, options) {
      const number = store.state.numbers.find(({ msisdn }) => msisdn === to);
      if (!number) return `${to} is not a number of this account: buy it first.`;
      if (!number.features.includes('VOICE')) return `${to} takes no calls: it has no VOICE feature.`;
      const application = store.state.applications.find(({ id }) => id === number.appId);
      if (!application?.capabilities.voice)
        return `${to} is linked to no voice application: update its app_id.`;
      return answer(application, { kind: 'phone', number: from }, to, options);
    },
    fromApp(user, to = '', options) {
      const session = sessions.live().find((candidate) => candidate.user.name === user);
      if (!session)
        return `${user} has no app that is connected: POST /simulator/sessions with the user's JWT first.`;
      return answer(session.application, { kind: 'app', user }, to, options);
    },
    fromApi(application, from, to, opening, { ringSeconds, limitSeconds, machines, eventWebhook }) {
      const address = addressOfEndpoint(to);
      const [called = ''] = Object.values(address);
      const id = platform.uuid();
      const leg: Leg = {
        id,
        kind: to.type,
        ...address,
        from,
        to: called,
        direction: 'outbound',
        state: 'started',
      };
      const call = open(application, leg);
      call.eventWebhook = eventWebhook;
      call.legs.push(leg);
      moveLeg(platform, call, leg, 'started');
      const reachable = to.type !== 'app' || isReachable(platform, application, to.user);
      if (reachable) moveLeg(platform, call, leg, 'ringing');
      void run(platform, call, async () => {
        const outcome = reachable ? await ring(call, leg, ringSeconds) : UNAVAILABLE;
        if (outcome.state !== 'answered') {
          // A call of the API that rings for too long has a status of its own.
          if (outcome.detail === 'timeout') moveLeg(platform, call, leg, 'timeout');
          else moveLeg(platform, call, leg, outcome.state, outcome);
          return [];
        }
        moveLeg(platform, call, leg, 'answered');
        if (machines && to.type === 'phone') {
          const isMachine = outcome.isMachine === true;
          call.note(isMachine ? 'machine' : 'human', { leg: leg.id });
          sendEvent(platform, call, describeDetection(platform, call, leg, isMachine), eventTarget(call));
          if (machines === 'hangup' && isMachine) return [];
        }
        const limit = platform.clock.after(limitSeconds * 1000, () =>
          call.interrupt({ type: 'hangup', by: 'length_timer' }),
        );
        call.atEnd.push(() => limit.cancel());
        if ('actions' in opening) return opening.actions;
        const parameters = { to: called, from, uuid: id, conversation_uuid: call.conversation };
        return fetchNcco(platform, call, 'answer', opening.source, parameters, { mayBeEmpty: false });
      });
      return call;
    },
    reset() {
      for (const call of calls.splice(0)) {
        call.interrupt({ type: 'forget' });
        platform.rooms.forget(call);
      }
    },
  };
}
