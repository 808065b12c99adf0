import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../clock.ts';
import { type Authorizer, type Claims, createAuthorizer } from './authorizer.ts';
import { messageResponse } from './integration.ts';
import type { GatewayResponse } from './payload.ts';
import type { RouteSpec } from './resources/api.ts';
import { createBucket } from './throttle.ts';

/** Whether a request may reach a route's function: `refusal`, or the claims of its token where the route has an authorizer. */
export type Admission = { refusal: GatewayResponse } | { claims: Claims | undefined };

/** Applies the throttles and authorizers of the routes. */
export function createAdmission(
  routes: readonly RouteSpec[],
  clock: Clock,
): (route: RouteSpec, headers: IncomingHttpHeaders) => Promise<Admission> {
  const buckets = new Map<RouteSpec, () => boolean>();
  const authorizers = new Map<RouteSpec, Authorizer>();
  for (const route of routes)
    if (route.authorizer) authorizers.set(route, createAuthorizer(route.authorizer, clock));

  function isThrottled(route: RouteSpec): boolean {
    if (!route.throttle) return false;
    const takeToken = buckets.get(route) ?? createBucket(route.throttle, () => clock.now());
    buckets.set(route, takeToken);
    return !takeToken();
  }

  return async (route, headers) => {
    if (isThrottled(route)) return { refusal: messageResponse(429, 'Too Many Requests') };
    const authorize = authorizers.get(route);
    const claims = await authorize?.(headers);
    return authorize && !claims ? { refusal: unauthorized() } : { claims };
  };
}

function unauthorized(): GatewayResponse {
  const { headers, ...rest } = messageResponse(401, 'Unauthorized');
  return { ...rest, headers: [...headers, ['www-authenticate', 'Bearer']] };
}
