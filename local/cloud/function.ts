import type { Capacity, Pool } from './capacity.ts';
import type { Outcome } from './environment.ts';
import type { Trigger } from './events.ts';
import type { Faults } from './faults.ts';
import { isTooLarge, runInvocation } from './invocation.ts';
import type { FunctionSpec } from './resources/functions.ts';
import { type Slot, type SlotOptions, startSlot } from './slot.ts';

/** How an invocation ended for its caller. */
export type InvocationResult = Outcome | { kind: 'throttled' } | { kind: 'too-large' };

/** Who invokes, and how it follows the invocation. */
export interface Caller {
  requestId?: string;
  /** Aborted when the caller hangs up: an invocation that still waits for an environment is then dropped. */
  signal?: AbortSignal;
  /** Called when the function starts to run: its environment has loaded. */
  onRunning?: () => void;
}

/** A Lambda function: as many environments as there are concurrent invocations, reused when idle. */
export interface LambdaFunction {
  readonly spec: FunctionSpec;
  invoke(event: unknown, trigger: Trigger, caller?: Caller): Promise<InvocationResult>;
  /** Starts an environment ahead of the first invocation; resolves when it has loaded or failed to. */
  prestart(): Promise<void>;
  /** Resolves when no invocation runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export interface FunctionOptions extends SlotOptions {
  faults: Faults;
  capacity: Capacity<Slot>;
}

export function createFunction(options: FunctionOptions): LambdaFunction {
  return new PooledFunction(options);
}

interface Request {
  requestId: string;
  trigger: Trigger;
  payload: string;
}

class PooledFunction implements LambdaFunction {
  readonly #options: FunctionOptions;
  readonly #slots = new Set<Slot>();
  readonly #pool: Pool<Slot>;
  readonly #running = new Set<Promise<unknown>>();
  readonly #stopFollowingClock: () => void;
  #closed = false;

  constructor(options: FunctionOptions) {
    this.#options = options;
    this.#pool = options.capacity.pool({ keepIdle: options.onInspector !== undefined });
    this.#stopFollowingClock = options.clock.onJump((offset) => {
      // A frozen environment receives the offset with its next invocation.
      for (const slot of this.#slots) if (slot.requestId !== undefined) slot.environment.setOffset(offset);
    });
  }

  get spec(): FunctionSpec {
    return this.#options.spec;
  }

  async invoke(event: unknown, trigger: Trigger, caller: Caller = {}): Promise<InvocationResult> {
    const { requestId = crypto.randomUUID() } = caller;
    let started = performance.now();
    const onRunning = (): void => {
      started = performance.now();
      caller.onRunning?.();
    };
    // Counted before it starts: the template's concurrency limit compares with this count.
    const { promise, resolve, reject } = Promise.withResolvers<InvocationResult>();
    this.#running.add(promise);
    const payload = JSON.stringify(event) ?? 'null';
    this.#run({ payload, requestId, trigger }, { ...caller, onRunning }).then(resolve, reject);
    try {
      const result = await promise;
      this.#emitEnd(requestId, result, performance.now() - started);
      return result;
    } finally {
      this.#running.delete(promise);
    }
  }

  async prestart(): Promise<void> {
    const permit = await this.#pool.take();
    if (permit !== 'start') return;
    const slot = this.#start(undefined);
    await slot.environment.ready;
    this.#pool.giveBack(slot);
  }

  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#stopFollowingClock();
    for (const { environment } of this.#slots)
      environment.kill({ kind: 'exited', reason: 'the cloud was closed' });
    await Promise.all([...this.#slots].map(({ environment }) => environment.ended));
    await Promise.allSettled(this.#running);
  }

  async #run({ payload, requestId, trigger }: Request, caller: Caller): Promise<InvocationResult> {
    if (isTooLarge(payload)) return { kind: 'too-large' };
    const found = await this.#slotFor(requestId, caller.signal);
    if (!found) return { kind: 'throttled' };
    const { slot, cold } = found;
    slot.requestId = requestId;
    const { spec, emit, onInspector } = this.#options;
    emit({ kind: 'invocation-start', function: spec.name, requestId, trigger, cold });
    const outcome = await runInvocation({ ...this.#options, inspected: onInspector !== undefined }, slot, {
      requestId,
      payload,
      cold,
      onRunning: caller.onRunning,
    });
    if (!slot.environment.alive) await slot.environment.ended;
    slot.requestId = undefined;
    this.#pool.giveBack(slot);
    return outcome;
  }

  /** Beyond the template's concurrency limit it is refused, as on AWS; for this machine's limit it waits. */
  async #slotFor(
    requestId: string,
    signal: AbortSignal | undefined,
  ): Promise<{ slot: Slot; cold: boolean } | undefined> {
    const { spec, emit } = this.#options;
    if (this.#closed || this.#running.size > (spec.reservedConcurrency ?? Infinity)) return undefined;
    const permit = await this.#pool.take({
      signal,
      onWait: () => emit({ kind: 'invocation-wait', function: spec.name, requestId }),
    });
    if (permit === undefined || this.#closed) return undefined;
    if (permit !== 'start') return { slot: permit.free, cold: false };
    return { slot: this.#start(requestId), cold: true };
  }

  #start(requestId: string | undefined): Slot {
    let slot: Slot;
    try {
      slot = startSlot(this.#options, requestId);
    } catch (error) {
      // Otherwise all functions would wait for a start that never ends.
      this.#pool.abandon();
      throw error;
    }
    this.#slots.add(slot);
    void slot.environment.ready.then(() => this.#pool.started());
    void slot.environment.ended.then(() => {
      this.#slots.delete(slot);
      this.#pool.gone(slot);
    });
    return slot;
  }

  #emitEnd(requestId: string, result: InvocationResult, ms: number): void {
    const error = errorOf(result);
    this.#options.emit({
      kind: 'invocation-end',
      function: this.spec.name,
      requestId,
      ms,
      outcome: result.kind === 'too-large' ? 'error' : result.kind,
      ...(error !== undefined && { error }),
    });
  }
}

function errorOf(result: InvocationResult): string | undefined {
  if (result.kind === 'error') return `${result.errorType}: ${result.errorMessage}`;
  if (result.kind === 'exited') return result.reason;
  if (result.kind === 'too-large') return 'The event is larger than Lambda takes.';
  return undefined;
}
