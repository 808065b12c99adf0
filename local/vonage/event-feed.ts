import type { VonageEvent } from './events.ts';

export type Publish = (event: VonageEvent) => void;

/** Distributes events to everybody who has subscribed. */
export interface EventFeed {
  publish: Publish;
  /**
   * Passes on every event from now on.
   *
   * @returns a function that ends the subscription
   */
  subscribe(listener: Publish): () => void;
}

export function createEventFeed(...first: Publish[]): EventFeed {
  const listeners = new Set(first);
  return {
    publish(event) {
      for (const listener of listeners) listener(event);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
