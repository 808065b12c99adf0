import type { Application, Store } from '../state.ts';
import type { Leg, LegAddress } from './leg.ts';
import type { Endpoint } from './ncco.ts';

/** The address of a leg to the endpoint. */
function addressOfEndpoint(endpoint: Endpoint): LegAddress {
  switch (endpoint.type) {
    case 'phone':
      return { number: endpoint.number };
    case 'app':
      return { user: endpoint.user };
    case 'vbc':
      return { extension: endpoint.extension };
    case 'sip':
      return {
        uri: endpoint.uri ?? `sip:${endpoint.user ? `${endpoint.user}@` : ''}${endpoint.domain ?? ''}`,
      };
    case 'websocket':
      return { uri: endpoint.uri };
  }
}

/** A new leg to the endpoint, not yet called. */
export function legTo(endpoint: Endpoint, { id, from }: Pick<Leg, 'id' | 'from'>): Leg {
  const address = addressOfEndpoint(endpoint);
  const to = Object.values<string>({ ...address })[0] ?? '';
  return { id, kind: endpoint.type, ...address, from, to, direction: 'outbound', state: 'started' };
}

/** Whether a leg to the endpoint can ring. */
export type IsReachable = (application: Application, endpoint: Endpoint) => boolean;

/** Of apps, those whose user exists and has not signed out: a push wakes them. All other endpoints ring. */
export const createReachability =
  ({ state: { users } }: Pick<Store, 'state'>): IsReachable =>
  ({ id }, endpoint) =>
    endpoint.type !== 'app' ||
    users.some((user) => user.name === endpoint.user && user.applicationId === id && !user.signedOut);
