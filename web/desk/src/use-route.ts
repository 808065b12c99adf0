import { useSyncExternalStore } from 'react';
import { routeIn, type Route } from './route.ts';

const subscribe = (listener: () => void) => {
  addEventListener('hashchange', listener);
  return () => removeEventListener('hashchange', listener);
};

export function useRoute(): Route {
  return routeIn(useSyncExternalStore(subscribe, () => location.hash));
}

export function goTo(hash: string): void {
  location.hash = hash;
}
