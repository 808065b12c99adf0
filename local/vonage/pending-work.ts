import type { Clock, Timer } from '../clock.ts';

/** Counts the work that is under way, so that a caller can wait until there is none. */
export interface PendingWork {
  /** Counts `work` until it settles, and returns it. */
  track<T>(work: Promise<T>): Promise<T>;
  /**
   * Runs `task` in `ms` of the clock. It counts from the moment at which it is due, even if a busy process starts it
   * later; before that moment it does not count.
   */
  schedule(ms: number, task: () => Promise<unknown>): Timer;
  readonly isIdle: boolean;
  /** Resolves when nothing is under way; closing ends the wait. */
  whenIdle(): Promise<void>;
}

interface Scheduled {
  /** Milliseconds since the epoch, by the clock. */
  dueAt: number;
  done: Promise<void>;
}

export function createPendingWork(clock: Pick<Clock, 'now' | 'after'>, closing: AbortSignal): PendingWork {
  const tracked = new Set<Promise<void>>();
  const scheduled = new Set<Scheduled>();
  const closed = new Promise<void>((resolve) => closing.addEventListener('abort', () => resolve()));

  const track = <T>(work: Promise<T>): Promise<T> => {
    const forget = (): void => void tracked.delete(entry);
    // Work that waits for a stopped clock must not delay closing.
    const entry = Promise.race([work, closed]).then(forget, forget);
    tracked.add(entry);
    return work;
  };
  const underWay = (): Promise<void>[] => {
    const now = clock.now();
    const due = closing.aborted ? [] : [...scheduled].filter(({ dueAt }) => dueAt <= now);
    return [...tracked, ...due.map(({ done }) => done)];
  };
  return {
    track,
    schedule(ms, task) {
      const { promise: done, resolve } = Promise.withResolvers<void>();
      const entry = { dueAt: clock.now() + ms, done };
      scheduled.add(entry);
      const finish = (): void => {
        scheduled.delete(entry);
        resolve();
      };
      const timer = clock.after(ms, async () => {
        try {
          await track(task());
        } finally {
          finish();
        }
      });
      return {
        cancel() {
          timer.cancel();
          finish();
        },
      };
    },
    get isIdle() {
      return underWay().length === 0;
    },
    async whenIdle() {
      for (let work = underWay(); work.length > 0; work = underWay()) {
        await Promise.race([closed, Promise.all(work)]);
      }
    },
  };
}
