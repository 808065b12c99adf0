/** The longest delay of Node's timers; a longer one would fire at once. */
const MAX_DELAY_MS = 2 ** 31 - 1;

/** One timer that can be set again and again; only the last setting fires. */
export class SingleTimer {
  readonly #task: () => void;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(task: () => void) {
    this.#task = task;
  }

  /** Replaces the setting; undefined: the timer does not fire. A longer delay than Node's longest fires early. */
  set(delayMs: number | undefined): void {
    clearTimeout(this.#timer);
    if (delayMs === undefined) return;
    this.#timer = setTimeout(this.#task, Math.min(Math.max(delayMs, 0), MAX_DELAY_MS));
    if (this.#isStopped) this.#timer.unref();
  }

  /** Clears the timer. Later settings do not keep the process alive. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }
}
