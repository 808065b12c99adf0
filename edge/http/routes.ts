import type { Request } from './handler.ts';

/** The handler of the request's route among those of one function; undefined where it has none. */
export function routeOf<K extends string, H>(routes: Record<K, H>, { routeKey }: Request): H | undefined {
  const isRoute = (key: string): key is K => Object.hasOwn(routes, key);
  return isRoute(routeKey) ? routes[routeKey] : undefined;
}
