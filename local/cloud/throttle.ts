import type { Throttle } from './resources/api.ts';

/** A token bucket: a burst at once, then a rate. Returns a function that takes one token, if there is one, and returns whether there was. */
export function createBucket({ ratePerSecond, burst }: Throttle, now: () => number): () => boolean {
  let tokens = burst;
  let filledAt = now();
  return () => {
    const time = now();
    tokens = Math.min(burst, tokens + ((time - filledAt) / 1_000) * ratePerSecond || tokens);
    filledAt = time;
    if (tokens < 1) return false;
    tokens--;
    return true;
  };
}
