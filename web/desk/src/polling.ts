/** What a poll needs of the world around it; a test brings its own. */
export interface PollEnvironment {
  visible(): boolean;
  /** Calls back when the page becomes visible or focused, or the network comes back. */
  onAttention(listener: () => void): () => void;
  wait(ms: number, then: () => void): () => void;
}

export interface Poll {
  /** Asks at once; while it is asking, once more after that. */
  now(): void;
  stop(): void;
}

/** ms between the end of one request and the next. */
export const VISIBLE_MS = 4_000;
export const HIDDEN_MS = 20_000;
const LONGEST_MS = 60_000;

/** How long to wait after `failures` in a row. */
export function pauseAfter(failures: number, visible: boolean): number {
  const usual = visible ? VISIBLE_MS : HIDDEN_MS;
  return Math.min(usual * 2 ** Math.min(failures, 6), LONGEST_MS);
}

/**
 * Asks again and again, one request at a time: often while the page is seen, seldom while it is not, at once when it is
 * looked at again, and ever more seldom while nothing answers.
 *
 * @param ask resolves to whether it worked; its signal is aborted by `stop`
 */
export function poll(ask: (signal: AbortSignal) => Promise<boolean>, around: PollEnvironment): Poll {
  const stopped = new AbortController();
  let asking = false;
  let again = false;
  let failures = 0;
  let cancel: () => void = () => undefined;

  function run(): void {
    if (stopped.signal.aborted) return;
    if (asking) {
      again = true;
      return;
    }
    cancel();
    asking = true;
    again = false;
    ask(stopped.signal)
      .catch(() => false)
      .then((worked) => {
        asking = false;
        if (stopped.signal.aborted) return;
        failures = worked ? 0 : failures + 1;
        if (again && worked) run();
        else cancel = around.wait(pauseAfter(failures, around.visible()), run);
      })
      .catch(() => undefined);
  }

  const silence = around.onAttention(run);
  run();
  return {
    now: run,
    stop() {
      stopped.abort();
      cancel();
      silence();
    },
  };
}
