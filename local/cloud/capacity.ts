import { availableParallelism, totalmem } from 'node:os';

/** An environment, as far as the capacity of the machine is concerned. */
export interface Tenant {
  readonly alive: boolean;
  /** Ends it immediately: it was idle for too long, or another function's invocation needs its room. */
  end(why: 'idle' | 'room'): void;
}

export interface CapacityLimits {
  /** Environments of all functions together. */
  environments: number;
  /** Environments that start at the same moment: each occupies a processor. */
  startsAtOnce: number;
  /** How long an idle environment is kept, in real time: it occupies this machine's memory. */
  idleMs: number;
  /** Waiting invocations of all functions together; as many as an AWS account runs. */
  waiting: number;
}

/** The approximate size of an environment whose heap has been used. */
const ENVIRONMENT_BYTES = 128 * 1024 * 1024;

/** A quarter of this machine's memory, and one start for each processor. */
export function limitsOfThisMachine(): CapacityLimits {
  const fitting = Math.floor(totalmem() / 4 / ENVIRONMENT_BYTES);
  return {
    environments: Math.min(Math.max(fitting, 8), 32),
    startsAtOnce: Math.max(availableParallelism(), 2),
    idleMs: 120_000,
    waiting: 1_000,
  };
}

/** `start`: the caller may start an environment, and must report it with `started` and `gone`. */
export type Permit<E> = { free: E } | 'start';

/** The environments of one function. */
export interface Pool<E extends Tenant> {
  /**
   * A free environment, or the permission to start one. While neither is available the caller waits, which `onWait` reports;
   * undefined when it gave up (`signal`), when too many wait, or when the capacity is closed.
   */
  take(options?: { signal?: AbortSignal | undefined; onWait?: () => void }): Promise<Permit<E> | undefined>;
  /** A start has ended, successfully or not. */
  started(): void;
  /** The permission to start was not used. */
  abandon(): void;
  /** An invocation has ended: the environment, if it is alive, serves the next one. */
  giveBack(environment: E): void;
  /** An environment has ended. */
  gone(environment: E): void;
}

/** The environments of all functions on one machine. */
export interface Capacity<E extends Tenant> {
  /** `keepIdle`: this function's idle environments have no time limit, and are the last to be ended for others. */
  pool(options?: { keepIdle?: boolean }): Pool<E>;
  /** Waiting callers get nothing, and nothing starts any more. */
  close(): void;
}

/**
 * One queue for all functions. A burst must not start a process for each of its requests, which would starve all of
 * them; so an invocation waits where AWS would run it at once, or refuse it. A waiting invocation takes the first
 * environment of its function that becomes free. The function with the fewest environments starts the next one, so
 * that a phone call does not wait behind two hundred texts.
 */
export function createCapacity<E extends Tenant>(limits: CapacityLimits): Capacity<E> {
  const machine = new Machine<E>(limits);
  return {
    pool: ({ keepIdle = false } = {}) => new FunctionPool(machine, limits, keepIdle),
    close: () => machine.close(),
  };
}

/** The count of one function's environments. */
interface Owner {
  live: number;
}

interface Waiter<E> {
  owner: Owner;
  wake: (permit: Permit<E> | undefined) => void;
}

/** Idle environments, the longest idle first. */
class IdleEnvironments<E extends Tenant> {
  readonly #entries = new Map<E, { owner: Owner; timer: NodeJS.Timeout | undefined }>();

  /** `onExpired` is called after `idleMs`; never, when that is undefined. */
  add(environment: E, owner: Owner, idleMs: number | undefined, onExpired: () => void): void {
    const timer = idleMs === undefined ? undefined : setTimeout(onExpired, idleMs);
    timer?.unref();
    this.#entries.set(environment, { owner, timer });
  }

  remove(environment: E): void {
    clearTimeout(this.#entries.get(environment)?.timer);
    this.#entries.delete(environment);
  }

  /** The most recently used environment of this owner: it is the likeliest to be in the processor's caches. */
  take(owner: Owner): E | undefined {
    for (const [environment, entry] of [...this.#entries].reverse()) {
      if (entry.owner !== owner) continue;
      this.remove(environment);
      if (environment.alive) return environment;
    }
    return undefined;
  }

  /** The longest idle environment; one that is kept only where there is no other. */
  longestIdle(): { environment: E; owner: Owner } | undefined {
    const entries = [...this.#entries];
    const first = entries.find(([, { timer }]) => timer !== undefined) ?? entries[0];
    return first && { environment: first[0], owner: first[1].owner };
  }

  clear(): void {
    for (const environment of this.#entries.keys()) this.remove(environment);
  }
}

/** The queue of waiting invocations, and the counts of environments that the limits apply to. */
class Machine<E extends Tenant> {
  readonly idle = new IdleEnvironments<E>();
  readonly #limits: CapacityLimits;
  readonly #waiting: Waiter<E>[] = [];
  /** Ended here, `gone` not reported yet: their room is already given away. */
  readonly #retired = new WeakSet<E>();
  #live = 0;
  #starting = 0;
  closed = false;

  constructor(limits: CapacityLimits) {
    this.#limits = limits;
  }

  get full(): boolean {
    return this.#waiting.length >= this.#limits.waiting;
  }

  enqueue(waiter: Waiter<E>): void {
    this.#waiting.push(waiter);
  }

  isWaiting(waiter: Waiter<E>): boolean {
    return this.#waiting.includes(waiter);
  }

  /** Takes a waiter out of the queue and wakes it with what it gets. */
  release(waiter: Waiter<E>, permit: Permit<E> | undefined): void {
    const position = this.#waiting.indexOf(waiter);
    if (position >= 0) this.#waiting.splice(position, 1);
    waiter.wake(permit);
  }

  /** Gives waiting invocations what has become available. */
  serve(): void {
    // Where the machine is full, a function without any environment takes the room of one that has several.
    this.#startFor(({ owner }) => owner.live === 0);
    for (const waiter of [...this.#waiting]) {
      const free = this.idle.take(waiter.owner);
      if (free) this.release(waiter, { free });
    }
    this.#startFor(() => true);
  }

  startEnded(): void {
    this.#starting -= 1;
  }

  startAbandoned(owner: Owner): void {
    this.#starting -= 1;
    this.#live -= 1;
    owner.live -= 1;
  }

  retire(environment: E, owner: Owner, why: 'idle' | 'room'): void {
    this.forget(environment, owner);
    environment.end(why);
  }

  /** Frees the room of an environment that has ended, or is about to; once for each. */
  forget(environment: E, owner: Owner): void {
    this.idle.remove(environment);
    if (this.#retired.has(environment)) return;
    this.#retired.add(environment);
    this.#live -= 1;
    owner.live -= 1;
  }

  close(): void {
    this.closed = true;
    for (const waiter of [...this.#waiting]) this.release(waiter, undefined);
    this.idle.clear();
  }

  #startFor(applies: (waiter: Waiter<E>) => boolean): void {
    while (!this.closed && this.#starting < this.#limits.startsAtOnce) {
      const [first, ...others] = this.#waiting.filter(applies);
      if (!first || !this.#makeRoom()) return;
      const next = others.reduce((best, one) => (one.owner.live < best.owner.live ? one : best), first);
      this.#live += 1;
      this.#starting += 1;
      next.owner.live += 1;
      this.release(next, 'start');
    }
  }

  /** Whether one more environment may start; ends the longest idle one where that is necessary. */
  #makeRoom(): boolean {
    if (this.#live < this.#limits.environments) return true;
    const longest = this.idle.longestIdle();
    if (!longest) return false;
    this.retire(longest.environment, longest.owner, 'room');
    return true;
  }
}

class FunctionPool<E extends Tenant> implements Pool<E> {
  readonly #machine: Machine<E>;
  readonly #idleMs: number | undefined;
  readonly #owner: Owner = { live: 0 };

  constructor(machine: Machine<E>, { idleMs }: CapacityLimits, keepIdle: boolean) {
    this.#machine = machine;
    this.#idleMs = keepIdle ? undefined : idleMs;
  }

  take({ signal, onWait }: { signal?: AbortSignal | undefined; onWait?: () => void } = {}): Promise<
    Permit<E> | undefined
  > {
    const machine = this.#machine;
    const free = machine.idle.take(this.#owner);
    if (free) return Promise.resolve({ free });
    if (machine.closed || signal?.aborted || machine.full) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<Permit<E> | undefined>();
    const giveUp = (): void => machine.release(waiter, undefined);
    const waiter: Waiter<E> = {
      owner: this.#owner,
      wake: (permit) => {
        signal?.removeEventListener('abort', giveUp);
        resolve(permit);
      },
    };
    machine.enqueue(waiter);
    signal?.addEventListener('abort', giveUp);
    machine.serve();
    if (machine.isWaiting(waiter)) onWait?.();
    return promise;
  }

  started(): void {
    this.#machine.startEnded();
    this.#machine.serve();
  }

  abandon(): void {
    this.#machine.startAbandoned(this.#owner);
    this.#machine.serve();
  }

  giveBack(environment: E): void {
    if (!environment.alive || this.#machine.closed) return;
    this.#machine.idle.add(environment, this.#owner, this.#idleMs, () =>
      this.#machine.retire(environment, this.#owner, 'idle'),
    );
    this.#machine.serve();
  }

  gone(environment: E): void {
    this.#machine.forget(environment, this.#owner);
    this.#machine.serve();
  }
}
