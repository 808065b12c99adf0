import type { Sessions } from '../sessions.ts';
import type { Store } from '../state.ts';
import type { Call } from './call.ts';
import type { Conversations } from './conversations.ts';
import type { CallOptions, PlaceInboundCall } from './inbound-call.ts';
import type { PlaceOutboundCall } from './outbound-call.ts';

/** Where all calls begin. */
export interface Switchboard {
  /** Oldest first; the latest of those that are over stay in it. */
  readonly calls: readonly Call[];
  /** A phone calls a rented number; a string is the reason why it cannot. */
  fromPhone(from: string, to: string, options?: CallOptions): Call | string;
  /** An agent's app makes a call; a string is the reason why it cannot. */
  fromApp(user: string, to: string | undefined, options?: CallOptions): Call | string;
  /** The API calls an endpoint. */
  fromApi: PlaceOutboundCall;
  /** Drops all calls without any notice. */
  reset(): void;
}

export function createSwitchboard({
  calls,
  store,
  sessions,
  conversations,
  placeInbound,
  placeOutbound,
}: {
  calls: Call[];
  store: Pick<Store, 'state'>;
  sessions: Pick<Sessions, 'live'>;
  conversations: Pick<Conversations, 'forget'>;
  placeInbound: PlaceInboundCall;
  placeOutbound: PlaceOutboundCall;
}): Switchboard {
  const { numbers, applications } = store.state;
  return {
    calls,
    fromPhone(from, to, options) {
      const number = numbers.find(({ msisdn }) => msisdn === to);
      if (!number) return `${to} is not a number of this account: buy it first.`;
      if (!number.features.includes('VOICE')) return `${to} takes no calls: it has no VOICE feature.`;
      const application = applications.find(({ id }) => id === number.appId);
      if (!application?.capabilities.voice)
        return `${to} is linked to no voice application: update its app_id.`;
      return placeInbound(application, { kind: 'phone', number: from }, to, options);
    },
    fromApp(user, to = '', options) {
      const session = sessions.live().find((candidate) => candidate.user.name === user);
      if (!session)
        return `${user} has no app that is connected: POST /simulator/sessions with the user's JWT first.`;
      return placeInbound(session.application, { kind: 'app', user }, to, options);
    },
    fromApi: placeOutbound,
    reset() {
      for (const call of calls.splice(0)) {
        call.interrupt({ type: 'forget' });
        conversations.forget(call);
      }
    },
  };
}
