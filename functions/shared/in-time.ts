import { setTimeout as pause } from 'node:timers/promises';

/** The work did not finish in time. It may still succeed, but nothing waits for it. */
export class TooLate extends Error {
  override name = 'TooLate';
}

/** @throws TooLate when the work does not finish in time; it goes on in the background, and its result is ignored */
export async function inTime<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const late = new AbortController();
  try {
    return await Promise.race([
      work,
      pause(timeoutMs, undefined, { signal: late.signal }).then(() => {
        throw new TooLate('late');
      }),
    ]);
  } finally {
    late.abort();
  }
}
