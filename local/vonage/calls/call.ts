import type { Clock, Timer } from '../../clock.ts';
import { isoNow } from '../iso-time.ts';
import type { Application } from '../state.ts';
import type { Conversation, Participant } from './conversations.ts';
import type { Leg } from './leg.ts';
import { Interrupted, type Interruption, type Stimulus } from './stimulus.ts';
import type { WebhookTarget } from './webhook-target.ts';

/** `{"digits","timed_out"}`, or the bare digits of older applications. */
export type DtmfFormat = 'today' | 'legacy';

/** One line of a call's log: what was played, pressed, requested or answered. */
export interface LogEntry {
  at: string;
  action: string;
  [detail: string]: unknown;
}

export type WaitingFor = 'digits' | 'speech' | 'answer' | 'time' | 'recording' | null;

export interface Alarm {
  readonly id: symbol;
  cancel(): void;
}

/** A call, and the one queue through which everything that happens to it reaches the NCCO that it runs. */
export class Call implements Participant {
  readonly id: string;
  conversation: Conversation;
  readonly application: Application;
  /** The leg that the NCCO governs: the caller's, or the called one's of a call that the API made. */
  readonly main: Leg;
  /** The called side. */
  readonly legs: Leg[] = [];
  readonly log: LogEntry[] = [];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly dtmfFormat: DtmfFormat;
  readonly #onNote: (entry: LogEntry) => void;
  readonly #clock: Pick<Clock, 'now' | 'after'>;
  waitingFor: WaitingFor = null;
  over = false;
  /** Replaces the application's event URL for this one call. */
  eventWebhook: Pick<WebhookTarget, 'address' | 'method'> | undefined;
  /** Settles when the events sent so far have arrived; the next one waits for it, so that they stay in order. */
  events: Promise<unknown> = Promise.resolve();
  /** Receives keys beside the NCCO. */
  onKeys: ((digits: string) => void) | undefined;
  /** What remains to be done when the call ends. */
  readonly atEnd: (() => void)[] = [];
  /** Sends an event that is to arrive after its successor. */
  heldEvent: (() => Promise<unknown>) | undefined;
  /** An NCCO's `bargeIn: true`, which holds until its next input. */
  mayBargeIn = false;
  /** How often the NCCO has waited for something to happen. */
  rests = 0;
  #bargedIn: Stimulus[] = [];
  #queue: Stimulus[] = [];
  #interruption: Interruption | undefined;
  #wake: (() => void) | undefined;
  #atRest: (() => void)[] = [];

  constructor(options: {
    clock: Pick<Clock, 'now' | 'after'>;
    application: Application;
    main: Leg;
    conversation: Conversation;
    dtmfFormat: DtmfFormat;
    onNote: (entry: LogEntry) => void;
  }) {
    this.id = options.main.id;
    this.main = options.main;
    this.conversation = options.conversation;
    this.conversation.members.set(this, {});
    this.application = options.application;
    this.dtmfFormat = options.dtmfFormat;
    this.startedAt = options.clock.now();
    this.#clock = options.clock;
    this.#onNote = options.onNote;
  }

  /** Adds a line to the log. */
  note(action: string, details: Record<string, unknown> = {}): void {
    const entry = { at: isoNow(this.#clock), action, ...details };
    this.log.push(entry);
    this.#onNote(entry);
  }

  /** Queues something that happened. */
  push(stimulus: Stimulus): void {
    this.#queue.push(stimulus);
    this.#wake?.();
  }

  /** Stops the NCCO where it is; of several interruptions the first one counts. */
  interrupt(interruption: Interruption): void {
    this.#interruption ??= interruption;
    this.#wake?.();
  }

  throwIfInterrupted(): void {
    const cause = this.#interruption;
    if (!cause) return;
    this.#interruption = undefined;
    throw new Interrupted(cause);
  }

  /** The next thing that happens; until then the call is at rest. */
  async next(waitingFor: WaitingFor): Promise<Stimulus> {
    for (;;) {
      this.throwIfInterrupted();
      const stimulus = this.#queue.shift();
      if (stimulus) return stimulus;
      this.waitingFor = waitingFor;
      this.rests += 1;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        this.#resolveAtRest();
      });
      this.#wake = undefined;
      this.waitingFor = null;
    }
  }

  /** The caller has barged in: the next input receives it. */
  bargeIn(stimulus: Stimulus): void {
    this.#bargedIn.push(stimulus);
  }

  get hasBargedIn(): boolean {
    return this.#bargedIn.length > 0;
  }

  /** Drops what happened before anybody waited for it, except what barged in: keys pressed too early are lost. */
  clearQueue(): void {
    this.#queue = this.#bargedIn.splice(0);
  }

  /** Whether the call waits for something to happen, or is over. */
  get isAtRest(): boolean {
    return this.over || (this.#wake !== undefined && this.#queue.length === 0 && !this.#interruption);
  }

  /** Resolves when the call waits for something to happen, or is over. */
  whenAtRest(): Promise<void> {
    if (this.isAtRest) return Promise.resolve();
    return new Promise((resolve) => this.#atRest.push(resolve));
  }

  /** Queues a `time` stimulus in `ms` of the clock. */
  alarm(ms: number): Alarm {
    const id = Symbol('alarm');
    const timer: Timer = this.#clock.after(ms, () => {
      this.push({ type: 'time', alarm: id });
      // Including the events that follow: a clock that jumps on would be too late for webhooks on their way.
      return this.whenAtRest().then(() => this.events.then(() => undefined));
    });
    return { id, cancel: () => timer.cancel() };
  }

  close(): void {
    this.over = true;
    this.waitingFor = null;
    this.#resolveAtRest();
  }

  #resolveAtRest(): void {
    for (const resolve of this.#atRest.splice(0)) resolve();
  }
}
