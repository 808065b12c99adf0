import type { Entry } from '../live/shapes.ts';
import type { Store } from '../live/store.ts';
import { live } from '../live/stream.ts';
import { highlightedEntry } from '../timeline/selection.ts';

const TIMEOUT_MS = 30_000;

/**
 * Waits until `find` finds something in a store's value.
 *
 * @param what what is waited for, for the message of the error
 * @throws Error after 30 seconds, or when the signal is aborted
 */
export function waitFor<T, R>(
  store: Store<T>,
  find: (value: T) => R | undefined,
  { signal, what }: { signal: AbortSignal; what: string },
): Promise<R> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      const found = find(store.get());
      if (found === undefined) return;
      end();
      resolve(found);
    };
    const fail = (error: Error) => (): void => {
      end();
      reject(error);
    };
    const onAbort = fail(new Error('The tutorial was stopped.'));
    const timer = setTimeout(fail(new Error(`${what} did not come within 30 seconds.`)), TIMEOUT_MS);
    const stop = store.watch(check);
    const end = (): void => {
      clearTimeout(timer);
      stop();
      signal.removeEventListener('abort', onAbort);
    };
    signal.addEventListener('abort', onAbort);
    if (signal.aborted) onAbort();
    else check();
  });
}

/** Highlights the newest entry that fits; without one within 3 seconds the tutorial goes on. */
export async function highlightNext(signal: AbortSignal, fits: (entry: Entry) => boolean): Promise<void> {
  const limited = AbortSignal.any([signal, AbortSignal.timeout(3_000)]);
  await waitFor(live, ({ entries }) => entries.findLast(fits), { signal: limited, what: 'The entry' }).then(
    ({ id }) => highlightedEntry.set(id),
    () => undefined,
  );
}
