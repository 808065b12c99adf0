import type { Clock, Timer } from '../../clock.ts';
import type { DtmfFormat } from '../platform.ts';
import type { Application } from '../state.ts';
import type { Action } from './ncco.ts';
import type { Room } from './rooms.ts';
import type { Target } from './webhooks.ts';

export type LegState =
  | 'started'
  | 'ringing'
  | 'answered'
  | 'busy'
  | 'cancelled'
  | 'unanswered'
  | 'rejected'
  | 'failed'
  | 'timeout'
  | 'completed';

/** One line of a call: what was heard, pressed, asked or answered. */
export interface LogEntry {
  at: string;
  action: string;
  [detail: string]: unknown;
}

/** One party's connection to the call. */
export interface Leg {
  readonly id: string;
  readonly kind: string;
  readonly user?: string;
  readonly number?: string;
  /** Where a SIP or WebSocket leg goes. */
  readonly uri?: string;
  readonly extension?: string;
  readonly from: string;
  readonly to: string;
  readonly direction: 'inbound' | 'outbound';
  /** Where its connect wants its events; else they go where the call's go. */
  readonly eventsTo?: Target | undefined;
  state: LegState;
  detail?: string;
  /** Not heard by the others. */
  muted?: boolean;
  /** Does not hear the others. */
  earmuffed?: boolean;
  answeredAt?: number;
  endedAt?: number;
}

export type Stimulus =
  | { type: 'digits'; digits: string }
  | { type: 'speech'; text: string; seconds: number }
  | { type: 'leg'; leg: Leg; act: 'answer' | 'reject' | 'busy' | 'hangup'; isMachine?: boolean | undefined }
  | { type: 'instead'; leg: Leg; actions: Action[] }
  | { type: 'time'; alarm: symbol };

/** Why the flow stops wherever it is. */
type Interruption =
  { type: 'hangup'; by: string } | { type: 'transfer'; actions: Action[] } | { type: 'forget' };

export class Interrupted extends Error {
  override readonly cause: Interruption;
  constructor(cause: Interruption) {
    super(`interrupted by ${cause.type}`);
    this.cause = cause;
  }
}

export type WaitingFor = 'digits' | 'speech' | 'answer' | 'time' | 'recording' | null;

export interface Alarm {
  readonly id: symbol;
  cancel(): void;
}

/** A call, and the one queue through which everything that happens to it reaches the flow that runs it. */
export class Call {
  readonly id: string;
  /** The conversation that the call is in. */
  room: Room;
  readonly application: Application;
  /** The leg that the NCCO governs: the caller's, or the called one's of a call that the API made. */
  readonly main: Leg;
  /** The called side. */
  readonly legs: Leg[] = [];
  readonly log: LogEntry[] = [];
  readonly startedAt: number;
  readonly dtmfFormat: DtmfFormat;
  readonly #note: (entry: LogEntry) => void;
  readonly #clock: Clock;
  waitingFor: WaitingFor = null;
  over = false;
  /** Replaces the application's event URL for this one call. */
  eventWebhook: { address: string; method: 'GET' | 'POST' } | undefined;
  /** The tail of the call events that are on their way, so that they go out in order. */
  events: Promise<unknown> = Promise.resolve();
  /** Hears keys beside the flow. */
  onKeys: ((digits: string) => void) | undefined;
  /** What is left to do when the call ends. */
  readonly atEnd: (() => void)[] = [];
  /** An event that is to go out after its successor. */
  heldEvent: (() => Promise<unknown>) | undefined;
  /** An NCCO's `bargeIn: true`, which holds until its next input. */
  mayBargeIn = false;
  /** How often the flow has stood still until something happened. */
  rests = 0;
  #broken: Stimulus[] = [];
  #queue: Stimulus[] = [];
  #interruption: Interruption | undefined;
  #wake: (() => void) | undefined;
  #atRest: (() => void)[] = [];

  constructor(options: {
    clock: Clock;
    application: Application;
    main: Leg;
    room: Room;
    dtmfFormat: DtmfFormat;
    note: (entry: LogEntry) => void;
  }) {
    this.id = options.main.id;
    this.main = options.main;
    this.room = options.room;
    options.room.members.set(this, {});
    this.application = options.application;
    this.dtmfFormat = options.dtmfFormat;
    this.startedAt = options.clock.now();
    this.#clock = options.clock;
    this.#note = options.note;
  }

  /** The id of the conversation that the call is in. */
  get conversation(): string {
    return this.room.id;
  }

  note(action: string, details: Record<string, unknown> = {}): void {
    const entry = { at: new Date(this.#clock.now()).toISOString(), action, ...details };
    this.log.push(entry);
    this.#note(entry);
  }

  /** Tells the flow that something happened. */
  push(stimulus: Stimulus): void {
    this.#queue.push(stimulus);
    this.#wake?.();
  }

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
        this.#rest();
      });
      this.#wake = undefined;
      this.waitingFor = null;
    }
  }

  /** The caller has barged in: the next input hears it. */
  bargeIn(stimulus: Stimulus): void {
    this.#broken.push(stimulus);
  }

  get hasBargedIn(): boolean {
    return this.#broken.length > 0;
  }

  /** Forgets what happened before anybody waited for it, but for what barged in: keys pressed too early are lost. */
  clearQueue(): void {
    this.#queue = this.#broken.splice(0);
  }

  /** Whether the call waits for somebody, or is over. */
  get isAtRest(): boolean {
    return this.over || (this.#wake !== undefined && this.#queue.length === 0 && !this.#interruption);
  }

  /** Resolves when the call waits for somebody, or is over. */
  whenAtRest(): Promise<void> {
    if (this.isAtRest) return Promise.resolve();
    return new Promise((resolve) => this.#atRest.push(resolve));
  }

  /** Tells the flow, on the clock, that time is up. */
  alarm(ms: number): Alarm {
    const id = Symbol('alarm');
    const timer: Timer = this.#clock.after(ms, () => {
      this.push({ type: 'time', alarm: id });
      // With what it told: a clock that jumps on would be too late for webhooks that are on their way.
      return this.whenAtRest().then(() => this.events.then(() => undefined));
    });
    return { id, cancel: () => timer.cancel() };
  }

  close(): void {
    this.over = true;
    this.waitingFor = null;
    this.#rest();
  }

  #rest(): void {
    for (const resolve of this.#atRest.splice(0)) resolve();
  }
}
