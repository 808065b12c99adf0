import type { Entry } from '../live/shapes.ts';
import type { Store } from '../live/store.ts';
import { live } from '../live/stream.ts';
import { highlightedEntry } from '../timeline/selection.ts';

const LONGEST_MS = 30_000;

/**
 * Waits until what a store holds yields something.
 *
 * @throws Error when it takes too long, or the signal's reason when it is aborted
 */
export function waitFor<T, R>(
  store: Store<T>,
  find: (value: T) => R | undefined,
  { signal, what }: { signal: AbortSignal; what: string },
): Promise<R> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = find(store.get());
      if (found === undefined) return;
      end();
      resolve(found);
    };
    const give = (error: Error) => (): void => {
      end();
      reject(error);
    };
    const onAbort = give(new Error('The tutorial was stopped.'));
    const timer = setTimeout(give(new Error(`${what} did not come within 30 seconds.`)), LONGEST_MS);
    const stop = store.watch(look);
    const end = (): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else look();
  });
}

/** Draws the eye to the newest entry that fits, when there is one soon; a tutorial goes on without it. */
export async function highlightNext(signal: AbortSignal, fits: (entry: Entry) => boolean): Promise<void> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(3_000)]);
  await waitFor(live, ({ entries }) => entries.findLast(fits), { signal: patience, what: 'The entry' }).then(
    ({ id }) => highlightedEntry.set(id),
    () => undefined,
  );
}
