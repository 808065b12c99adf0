/** What a poll needs of its page; a test brings its own. */
export interface PollEnvironment {
  visible(): boolean;
  /** Calls back when the page becomes visible or focused, or the network comes back; returns how to stop that. */
  onAttention(listener: () => void): () => void;
  /** Calls `then` after `ms`; returns how to cancel that. */
  wait(ms: number, then: () => void): () => void;
}

export interface Poll {
  /** Sends a request at once; if one is running, another one follows it. */
  now(): void;
  stop(): void;
}

/** The pause between the end of one request and the next, ms. */
export const VISIBLE_MS = 4_000;
export const HIDDEN_MS = 20_000;
const MAX_PAUSE_MS = 60_000;

/** The pause after that many failures in a row, ms. */
export function pauseAfter(failures: number, visible: boolean): number {
  const usual = visible ? VISIBLE_MS : HIDDEN_MS;
  return Math.min(usual * 2 ** Math.min(failures, 6), MAX_PAUSE_MS);
}

/**
 * Repeats a request, one at a time: often while the page is visible, seldom while it is not, at once when it gets
 * attention again, and with growing pauses while requests fail.
 *
 * @param request resolves to whether it succeeded; `stop` aborts its signal
 */
export function poll(request: (signal: AbortSignal) => Promise<boolean>, environment: PollEnvironment): Poll {
  const controller = new AbortController();
  let isRunning = false;
  let isRequestedAgain = false;
  let failures = 0;
  let cancelWait: () => void = () => undefined;

  function run(): void {
    if (controller.signal.aborted) return;
    if (isRunning) {
      isRequestedAgain = true;
      return;
    }
    cancelWait();
    isRunning = true;
    isRequestedAgain = false;
    request(controller.signal)
      .catch(() => false)
      .then((succeeded) => {
        isRunning = false;
        if (controller.signal.aborted) return;
        failures = succeeded ? 0 : failures + 1;
        if (isRequestedAgain && succeeded) run();
        else cancelWait = environment.wait(pauseAfter(failures, environment.visible()), run);
      })
      .catch(() => undefined);
  }

  const stopListening = environment.onAttention(run);
  run();
  return {
    now: run,
    stop() {
      controller.abort();
      cancelWait();
      stopListening();
    },
  };
}
