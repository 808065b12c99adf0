import { useSyncExternalStore } from 'react';
import { hashOf, parseRoute, type Route } from './route.ts';

const subscribe = (listener: () => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

export function useRoute(): Route {
  return parseRoute(useSyncExternalStore(subscribe, () => location.hash));
}

export function goTo(route: Route): void {
  location.hash = hashOf(route);
}
