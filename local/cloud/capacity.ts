import { availableParallelism, totalmem } from 'node:os';

/** An environment, as the machine counts it. */
export interface Tenant {
  readonly alive: boolean;
  /** Ends it at once: it was idle for too long, or another function's invocation needs its room. */
  end(why: 'idle' | 'room'): void;
}

export interface CapacityLimits {
  /** Environments of all functions together. */
  environments: number;
  /** Environments that start at the same moment: each takes a processor for itself. */
  startsAtOnce: number;
  /** How long an idle environment is kept, in real time: what it occupies is this machine's memory. */
  idleMs: number;
  /** Invocations that wait, of all functions together; as many as an AWS account runs. */
  waiting: number;
}

/** About what an environment takes, with a heap that has been used. */
const ENVIRONMENT_BYTES = 128 * 1024 * 1024;

/** What this machine bears: a quarter of its memory, and a start for each processor. */
export function limitsOfThisMachine(): CapacityLimits {
  const fitting = Math.floor(totalmem() / 4 / ENVIRONMENT_BYTES);
  return {
    environments: Math.min(Math.max(fitting, 8), 32),
    startsAtOnce: Math.max(availableParallelism(), 2),
    idleMs: 120_000,
    waiting: 1_000,
  };
}

/** `start`: the caller may start an environment, and must tell of it with `started` and `gone`. */
export type Leave<E> = { free: E } | 'start';

/** The environments of one function. */
export interface Pool<E extends Tenant> {
  /**
   * A free environment, or leave to start one. Where neither can be had, the caller waits, of which `onWait` tells;
   * undefined when it gave up (`signal`), when too many wait, or when all is closed.
   */
  take(options?: { signal?: AbortSignal | undefined; onWait?: () => void }): Promise<Leave<E> | undefined>;
  /** A start is over, well or badly. */
  started(): void;
  /** Leave to start was not made use of. */
  abandon(): void;
  /** An invocation is over: the environment, if it lives, serves the next one. */
  giveBack(environment: E): void;
  /** An environment has ended. */
  gone(environment: E): void;
}

/** The environments of all functions on one machine. */
export interface Capacity<E extends Tenant> {
  pool(): Pool<E>;
  /** Nobody waits any longer, and nothing starts. */
  close(): void;
}

interface Owner {
  live: number;
}

interface Waiter<E> {
  owner: Owner;
  wake: (leave: Leave<E> | undefined) => void;
}

/**
 * One queue for all functions. A burst must not start a process for each of its requests, which would leave none of them
 * the processor; so an invocation waits where AWS would run it at once, or refuse it. Who waits takes the first
 * environment of its function that becomes free. The function with the fewest environments starts the next one, so
 * that a call is not kept waiting by two hundred texts.
 */
export function createCapacity<E extends Tenant>(limits: CapacityLimits): Capacity<E> {
  const waiting: Waiter<E>[] = [];
  /** The longest idle first. */
  const idle = new Map<E, { owner: Owner; timer: NodeJS.Timeout }>();
  /** Ended here and not yet known to be gone: their room is given away already. */
  const retired = new WeakSet<E>();
  let live = 0;
  let starting = 0;
  let closed = false;

  function leave(waiter: Waiter<E>, how: Leave<E> | undefined): void {
    const place = waiting.indexOf(waiter);
    if (place >= 0) waiting.splice(place, 1);
    waiter.wake(how);
  }

  function takeIdle(owner: Owner): E | undefined {
    // The last used is the likeliest to have what it needs in the processor's caches.
    for (const [environment, { owner: its, timer }] of [...idle].reverse()) {
      if (its !== owner) continue;
      clearTimeout(timer);
      idle.delete(environment);
      if (environment.alive) return environment;
    }
    return undefined;
  }

  function retire(environment: E, owner: Owner, why: 'idle' | 'room'): void {
    clearTimeout(idle.get(environment)?.timer);
    idle.delete(environment);
    forget(environment, owner);
    environment.end(why);
  }

  function forget(environment: E, owner: Owner): void {
    if (retired.has(environment)) return;
    retired.add(environment);
    live -= 1;
    owner.live -= 1;
  }

  function hasRoom(): boolean {
    if (live < limits.environments) return true;
    const [longest] = idle;
    if (!longest) return false;
    const [environment, { owner }] = longest;
    retire(environment, owner, 'room');
    return true;
  }

  function start(those: (waiter: Waiter<E>) => boolean): void {
    while (!closed && starting < limits.startsAtOnce) {
      const [first, ...others] = waiting.filter(those);
      if (!first || !hasRoom()) return;
      const next = others.reduce((best, one) => (one.owner.live < best.owner.live ? one : best), first);
      live += 1;
      starting += 1;
      next.owner.live += 1;
      leave(next, 'start');
    }
  }

  function serve(): void {
    // Where the machine is full, a function without any environment takes the room of one that has several.
    start(({ owner }) => owner.live === 0);
    for (const waiter of [...waiting]) {
      const free = takeIdle(waiter.owner);
      if (free) leave(waiter, { free });
    }
    start(() => true);
  }

  function pool(): Pool<E> {
    const owner: Owner = { live: 0 };
    return {
      take({ signal, onWait } = {}) {
        const free = takeIdle(owner);
        if (free) return Promise.resolve({ free });
        if (closed || signal?.aborted || waiting.length >= limits.waiting) return Promise.resolve(undefined);
        const { promise, resolve } = Promise.withResolvers<Leave<E> | undefined>();
        const giveUp = (): void => leave(waiter, undefined);
        const wake = (how: Leave<E> | undefined): void => {
          signal?.removeEventListener('abort', giveUp);
          resolve(how);
        };
        const waiter: Waiter<E> = { owner, wake };
        waiting.push(waiter);
        signal?.addEventListener('abort', giveUp);
        serve();
        if (waiting.includes(waiter)) onWait?.();
        return promise;
      },
      started() {
        starting -= 1;
        serve();
      },
      abandon() {
        starting -= 1;
        live -= 1;
        owner.live -= 1;
        serve();
      },
      giveBack(environment) {
        if (!environment.alive || closed) return;
        const timer = setTimeout(() => retire(environment, owner, 'idle'), limits.idleMs);
        timer.unref();
        idle.set(environment, { owner, timer });
        serve();
      },
      gone(environment) {
        clearTimeout(idle.get(environment)?.timer);
        idle.delete(environment);
        forget(environment, owner);
        serve();
      },
    };
  }

  return {
    pool,
    close() {
      closed = true;
      for (const waiter of [...waiting]) leave(waiter, undefined);
      for (const { timer } of idle.values()) clearTimeout(timer);
      idle.clear();
    },
  };
}
