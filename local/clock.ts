/**
 * The one movable clock of a local system: simulated Vonage, local cloud and its execution environments share it, so
 * a test waits for nothing. It runs with real time; `advance` moves it forward and runs what became due, in order.
 */
export interface Clock {
  /** Milliseconds since the epoch, moved by every `advance`. */
  now(): number;
  /** Milliseconds by which this clock is ahead of the machine's. */
  readonly offset: number;
  /** Runs `task` once, `ms` from now on this clock. A due task that fails is reported to `onError`. */
  after(ms: number, task: () => void | Promise<void>): Timer;
  /** Resolves `ms` from now on this clock. */
  sleep(ms: number): Promise<void>;
  /**
   * Moves the clock forward by `ms`. Every task that becomes due runs at its own time, in order, and is awaited before
   * the next one; a task that is still not done after `patienceMs` of real time (it may wait for this very clock) is
   * left running.
   */
  advance(ms: number): Promise<void>;
  /** Called with the new offset after each jump, and before the tasks of that moment run. */
  onJump(listener: (offset: number) => void): () => void;
  /** Cancels everything that is still waiting. */
  stop(): void;
}

export interface Timer {
  cancel(): void;
}

interface Waiting {
  at: number;
  order: number;
  task: () => void | Promise<void>;
}

/** The longest delay that Node's own timers take (a larger one fires at once). */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

export function createClock({
  onError = (error: unknown): void => {
    throw error;
  },
  patienceMs = 1_000,
  startOffset = 0,
}: { onError?: (error: unknown) => void; patienceMs?: number; startOffset?: number } = {}): Clock {
  const waiting = new Set<Waiting>();
  const listeners = new Set<(offset: number) => void>();
  let offset = startOffset;
  let order = 0;
  let alarm: NodeJS.Timeout | undefined;

  const now = (): number => Date.now() + offset;

  const next = (): Waiting | undefined => {
    let first: Waiting | undefined;
    for (const candidate of waiting) {
      if (!first || candidate.at < first.at || (candidate.at === first.at && candidate.order < first.order)) {
        first = candidate;
      }
    }
    return first;
  };

  const run = async (due: Waiting): Promise<void> => {
    waiting.delete(due);
    try {
      await due.task();
    } catch (error) {
      onError(error);
    }
  };

  const setAlarm = (): void => {
    clearTimeout(alarm);
    const first = next();
    if (!first) return;
    alarm = setTimeout(
      () => {
        for (let due = next(); due && due.at <= now(); due = next()) void run(due);
        setAlarm();
      },
      Math.min(Math.max(first.at - now(), 0), LONGEST_TIMER_MS),
    );
  };

  const jumpTo = (time: number): void => {
    offset += Math.max(time - now(), 0);
    for (const listener of listeners) listener(offset);
  };

  return {
    now,
    get offset() {
      return offset;
    },
    after(ms, task) {
      const entry = { at: now() + ms, order: order++, task };
      waiting.add(entry);
      setAlarm();
      return {
        cancel: () => {
          waiting.delete(entry);
          setAlarm();
        },
      };
    },
    sleep(ms) {
      return new Promise((resolve) => this.after(ms, resolve));
    },
    async advance(ms) {
      const target = now() + ms;
      for (let due = next(); due && due.at <= target; due = next()) {
        jumpTo(due.at);
        let patience: NodeJS.Timeout | undefined;
        await Promise.race([
          run(due),
          new Promise((resolve) => (patience = setTimeout(resolve, patienceMs))),
        ]);
        clearTimeout(patience);
      }
      jumpTo(target);
      setAlarm();
    },
    onJump(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      clearTimeout(alarm);
      waiting.clear();
    },
  };
}
