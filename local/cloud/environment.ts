import { fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { FromEnvironment, Invocation, OutgoingCall, ToEnvironment } from './bootstrap.ts';
import { type StartLimits, watchStart } from './start-limit.ts';

const failure = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });

// A function shares its process with the bootstrap: what arrives here is not more trusted than the function.
const fromEnvironment: z.ZodType<FromEnvironment> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), initMs: z.number() }),
  z.object({ type: z.literal('init-failed'), error: failure }),
  z.object({ type: z.literal('result'), requestId: z.string(), payload: z.string() }),
  z.object({ type: z.literal('failed'), requestId: z.string(), error: failure, fatal: z.boolean() }),
  z.object({
    type: z.literal('outgoing'),
    requestId: z.string(),
    span: z.string(),
    method: z.string(),
    host: z.string(),
    path: z.string(),
    status: z.number(),
    ms: z.number(),
    error: z.string().optional(),
  }),
]);

/** How an invocation ended. `error` is the function's own; the others are ends that the environment came to. */
export type Outcome =
  | { kind: 'ok'; payload: string }
  | { kind: 'error'; errorType: string; errorMessage: string; trace: string[] }
  | { kind: 'timeout' }
  | { kind: 'exited'; reason: string };

/** One execution environment: a process of its own that works on one invocation at a time and sleeps in between. */
export interface Environment {
  /** Resolves with the time that loading took, or with how it failed. */
  readonly ready: Promise<{ initMs: number } | Outcome>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly alive: boolean;
  invoke(invocation: Omit<Invocation, 'type' | 'offset'>, offset: number): Promise<Outcome>;
  setOffset(offset: number): void;
  /** Ends the process at once; a running invocation ends with `outcome`. */
  kill(outcome?: Outcome): void;
}

export function startEnvironment({
  bootstrap,
  taskRoot,
  compileCache,
  handler,
  memoryMb,
  variables,
  offset,
  startLimits,
  onLine,
  onOutgoing,
  onKilled,
}: {
  bootstrap: string;
  taskRoot: string;
  /** A directory for V8's compiled code, which the environments share. */
  compileCache: string;
  handler: string;
  memoryMb: number;
  variables: Record<string, string>;
  offset: number;
  startLimits: StartLimits;
  onLine: (stream: 'stdout' | 'stderr', line: string) => void;
  onOutgoing: (call: OutgoingCall & { requestId: string }) => void;
  /** Told before it is ended because its start took too long. */
  onKilled: (reason: string) => void;
}): Environment {
  const child = fork(bootstrap, [taskRoot, handler, String(offset), compileCache], {
    cwd: taskRoot,
    env: variables,
    execArgv: [`--max-old-space-size=${memoryMb}`, '--disable-warning=ExperimentalWarning'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
  for (const stream of ['stdout', 'stderr'] as const) {
    const output = child[stream];
    if (output)
      createInterface({ input: output, crlfDelay: Infinity }).on('line', (line) => onLine(stream, line));
  }

  const loaded = Promise.withResolvers<{ initMs: number } | Outcome>();
  const over = Promise.withResolvers<undefined>();
  let running: { requestId: string; settle: (outcome: Outcome) => void } | undefined;
  let alive = true;
  let fate: Outcome | undefined;

  const stopWatching = watchStart(child.pid, startLimits, (reason) => {
    onKilled(reason);
    kill({ kind: 'exited', reason });
  });

  child.on('message', (message) => {
    const parsed = fromEnvironment.safeParse(message);
    if (parsed.success) void hear(parsed.data);
  });
  // 'close' comes after the last line of output, 'exit' may come before.
  child.on('close', (code, signal) => {
    alive = false;
    stopWatching();
    const outcome = fate ?? { kind: 'exited', reason: `its process ended with ${signal ?? code}` };
    loaded.resolve(outcome);
    running?.settle(outcome);
    over.resolve(undefined);
  });
  child.on('error', () => undefined);
  // Writing to one that has just died fails: 'close' tells.
  child.stdio[4]?.on('error', () => undefined);

  async function hear(message: FromEnvironment): Promise<void> {
    if (message.type === 'ready') {
      stopWatching();
      loaded.resolve({ initMs: message.initMs });
      return;
    }
    if (message.type === 'outgoing') {
      const { type: _type, ...call } = message;
      onOutgoing(call);
      return;
    }
    // What the function printed before this message stands in another pipe: let it be read first.
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    if (message.type === 'init-failed') {
      fate ??= { kind: 'error', ...message.error };
    } else if (running?.requestId === message.requestId && alive && !fate) {
      const { settle } = running;
      const outcome: Outcome =
        message.type === 'result'
          ? { kind: 'ok', payload: message.payload }
          : { kind: 'error', ...message.error };
      if (message.type === 'failed' && message.fatal) {
        fate = outcome;
        return;
      }
      running = undefined;
      settle(outcome);
    }
  }

  function send(message: ToEnvironment): void {
    // It may have died a moment ago: 'close' tells.
    if (child.connected) child.send(message, () => undefined);
  }

  /** It sleeps in a read from this pipe; one byte ends one sleep. */
  function thaw(): void {
    const pipe = child.stdio[4];
    if (pipe && 'write' in pipe) pipe.write('.');
  }

  function kill(outcome: Outcome = { kind: 'exited', reason: 'it was ended' }): void {
    if (!alive) return;
    fate ??= outcome;
    child.kill('SIGKILL');
  }

  return {
    ready: loaded.promise,
    ended: over.promise,
    get alive() {
      return alive && !fate;
    },
    invoke: (invocation, now) =>
      new Promise((resolve) => {
        if (!alive || fate) {
          resolve(fate ?? { kind: 'exited', reason: 'its process had ended' });
          return;
        }
        running = { requestId: invocation.requestId, settle: resolve };
        thaw();
        send({ type: 'invoke', ...invocation, offset: now });
      }),
    setOffset: (to) => send({ type: 'clock', offset: to }),
    kill,
  };
}
