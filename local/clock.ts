import { type DueTask, DueTasks } from './due-tasks.ts';
import { SingleTimer } from './single-timer.ts';

/**
 * The shared clock of a local system. The simulated Vonage, the local cloud and its execution environments follow it,
 * so tests need not wait in real time. It runs with real time; `advance` moves it forward and runs the tasks that
 * become due, in order.
 */
export interface Clock {
  /** Milliseconds since 1970, moved by every `advance`. */
  now(): number;
  /** Milliseconds by which this clock is ahead of the machine's. */
  readonly offset: number;
  /** Runs `task` once, `ms` from now on this clock. An error of the task goes to `onError`. */
  after(ms: number, task: () => void | Promise<void>): Timer;
  /** Resolves `ms` from now on this clock. */
  sleep(ms: number): Promise<void>;
  /**
   * Moves the clock forward by `ms`. Each task that becomes due runs at its own time and is awaited before the next one,
   * for at most `patienceMs` of real time: it may itself wait for this clock.
   */
  advance(ms: number): Promise<void>;
  /** Calls `listener` with the new offset after each jump, before the tasks of that moment run. */
  onJump(listener: (offset: number) => void): () => void;
  /** Cancels all tasks. Tasks added later do not keep the process alive. */
  stop(): void;
}

export interface Timer {
  cancel(): void;
}

export function createClock({
  onError = (error: unknown): void => {
    throw error;
  },
  patienceMs = 1_000,
  startOffset = 0,
}: { onError?: (error: unknown) => void; patienceMs?: number; startOffset?: number } = {}): Clock {
  const tasks = new DueTasks();
  const listeners = new Set<(offset: number) => void>();
  let offset = startOffset;

  const now = (): number => Date.now() + offset;

  const run = async (task: DueTask): Promise<void> => {
    tasks.remove(task);
    try {
      await task.run();
    } catch (error) {
      onError(error);
    }
  };

  const alarm = new SingleTimer(() => {
    for (let task = tasks.next(); task && task.at <= now(); task = tasks.next()) void run(task);
    setAlarm();
  });

  const setAlarm = (): void => {
    const first = tasks.next();
    alarm.set(first && first.at - now());
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
    after(ms, work) {
      const task = tasks.add(now() + ms, work);
      setAlarm();
      return {
        cancel: () => {
          tasks.remove(task);
          setAlarm();
        },
      };
    },
    sleep(ms) {
      return new Promise((resolve) => this.after(ms, resolve));
    },
    async advance(ms) {
      const target = now() + ms;
      for (let task = tasks.next(); task && task.at <= target; task = tasks.next()) {
        jumpTo(task.at);
        await settledWithin(run(task), patienceMs);
      }
      jumpTo(target);
      setAlarm();
    },
    onJump(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      alarm.stop();
      tasks.clear();
    },
  };
}

/** Waits for the work, for at most `ms` of real time. */
async function settledWithin(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
