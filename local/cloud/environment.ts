import { type ChildProcess, fork } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { FromEnvironment, Invocation, OutgoingCall, ToEnvironment } from './bootstrap.ts';
import { parseEnvironmentMessage } from './environment-messages.ts';
import { type StartLimits, watchStart } from './start-limit.ts';

/** How an invocation ended. `error` was reported by the function; the others are ends of its environment. */
export type Outcome =
  | { kind: 'ok'; payload: string }
  | { kind: 'error'; errorType: string; errorMessage: string; trace: string[] }
  | { kind: 'timeout' }
  | { kind: 'exited'; reason: string };

/** One execution environment: a separate process that runs one invocation at a time and is frozen in between. */
export interface Environment {
  /** Resolves with the duration of loading, or with how loading failed. */
  readonly ready: Promise<{ initMs: number } | Outcome>;
  /** Resolves when the process has ended. */
  readonly ended: Promise<void>;
  readonly alive: boolean;
  invoke(invocation: Omit<Invocation, 'type' | 'offset'>, offset: number): Promise<Outcome>;
  setOffset(offset: number): void;
  /** Kills the process immediately; a running invocation ends with `outcome`. */
  kill(outcome?: Outcome): void;
}

export interface EnvironmentOptions {
  bootstrap: string;
  taskRoot: string;
  /** A directory for V8's compiled code, shared by all environments. */
  compileCache: string;
  handler: string;
  memoryMb: number;
  variables: Record<string, string>;
  /** Milliseconds by which the shared clock is ahead of the machine's. */
  offset: number;
  /** Undefined: loading may take any time. */
  startLimits: StartLimits | undefined;
  onLine: (stream: 'stdout' | 'stderr', line: string) => void;
  onOutgoing: (call: OutgoingCall & { requestId: string }) => void;
  /** Called before the environment is killed because its start exceeded a limit. */
  onKilled: (reason: string) => void;
  /** Starts Node's inspector on a free port, and receives its URL; undefined: no inspector. */
  onInspector: ((url: string) => void) | undefined;
}

export function startEnvironment(options: EnvironmentOptions): Environment {
  const child = forkBootstrap(options);
  forwardLines(child, options.onLine);
  return new ProcessEnvironment(child, options);
}

function forkBootstrap(options: EnvironmentOptions): ChildProcess {
  const { bootstrap, taskRoot, handler, offset, compileCache, variables, memoryMb, onInspector } = options;
  return fork(bootstrap, [taskRoot, handler, String(offset), compileCache], {
    cwd: taskRoot,
    env: variables,
    execArgv: [
      `--max-old-space-size=${memoryMb}`,
      '--disable-warning=ExperimentalWarning',
      // The bootstrap reports the URL: printed, it would be a line in the function's log.
      ...(onInspector ? ['--inspect=127.0.0.1:0', '--inspect-publish-uid=http'] : []),
    ],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
  });
}

function forwardLines(child: ChildProcess, onLine: EnvironmentOptions['onLine']): void {
  for (const stream of ['stdout', 'stderr'] as const) {
    const output = child[stream];
    if (output)
      createInterface({ input: output, crlfDelay: Infinity }).on('line', (line) => onLine(stream, line));
  }
}

class ProcessEnvironment implements Environment {
  readonly #child: ChildProcess;
  readonly #options: EnvironmentOptions;
  readonly #loaded = Promise.withResolvers<{ initMs: number } | Outcome>();
  readonly #closed = Promise.withResolvers<undefined>();
  readonly #stopWatching: () => void;
  #running: { requestId: string; settle: (outcome: Outcome) => void } | undefined;
  #processRuns = true;
  /** Set once the environment is to end: how its running invocation ends. */
  #finalOutcome: Outcome | undefined;

  constructor(child: ChildProcess, options: EnvironmentOptions) {
    this.#child = child;
    this.#options = options;
    this.#stopWatching = options.startLimits
      ? watchStart(child.pid, options.startLimits, (reason) => {
          options.onKilled(reason);
          this.kill({ kind: 'exited', reason });
        })
      : () => undefined;
    child.on('message', (raw) => {
      const message = parseEnvironmentMessage(raw);
      if (message) void this.#receive(message);
    });
    // 'close' follows the last line of output; 'exit' may precede it.
    child.on('close', (code, signal) => this.#close(`its process ended with ${signal ?? code}`));
    // Writing to a process that has just died fails: 'close' handles it.
    child.on('error', () => undefined);
    child.stdio[4]?.on('error', () => undefined);
  }

  get ready(): Promise<{ initMs: number } | Outcome> {
    return this.#loaded.promise;
  }

  get ended(): Promise<void> {
    return this.#closed.promise;
  }

  get alive(): boolean {
    return this.#processRuns && !this.#finalOutcome;
  }

  invoke(invocation: Omit<Invocation, 'type' | 'offset'>, offset: number): Promise<Outcome> {
    if (!this.alive)
      return Promise.resolve(this.#finalOutcome ?? { kind: 'exited', reason: 'its process had ended' });
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.#running = { requestId: invocation.requestId, settle: resolve };
    this.#thaw();
    this.#send({ type: 'invoke', ...invocation, offset });
    return promise;
  }

  setOffset(offset: number): void {
    this.#send({ type: 'clock', offset });
  }

  kill(outcome: Outcome = { kind: 'exited', reason: 'it was ended' }): void {
    if (!this.#processRuns) return;
    this.#finalOutcome ??= outcome;
    this.#child.kill('SIGKILL');
  }

  async #receive(message: FromEnvironment): Promise<void> {
    switch (message.type) {
      case 'inspector':
        this.#options.onInspector?.(message.url);
        return;
      case 'ready':
        this.#stopWatching();
        this.#loaded.resolve({ initMs: message.initMs });
        return;
      case 'outgoing': {
        const { type: _type, ...call } = message;
        this.#options.onOutgoing(call);
        return;
      }
      case 'init-failed':
        await printedLinesRead();
        this.#finalOutcome ??= { kind: 'error', ...message.error };
        return;
      case 'result':
      case 'failed':
        await printedLinesRead();
        this.#finish(message);
    }
  }

  #finish(message: Extract<FromEnvironment, { type: 'result' | 'failed' }>): void {
    if (this.#running?.requestId !== message.requestId || !this.alive) return;
    const outcome: Outcome =
      message.type === 'result'
        ? { kind: 'ok', payload: message.payload }
        : { kind: 'error', ...message.error };
    if (message.type === 'failed' && message.fatal) {
      this.#finalOutcome = outcome;
      return;
    }
    const { settle } = this.#running;
    this.#running = undefined;
    settle(outcome);
  }

  #close(reason: string): void {
    this.#processRuns = false;
    this.#stopWatching();
    const outcome = this.#finalOutcome ?? { kind: 'exited', reason };
    this.#loaded.resolve(outcome);
    this.#running?.settle(outcome);
    this.#closed.resolve(undefined);
  }

  #send(message: ToEnvironment): void {
    // The process may have died a moment ago: 'close' handles it.
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  /** The frozen process blocks in a read from this pipe; one byte ends one freeze. */
  #thaw(): void {
    const pipe = this.#child.stdio[4];
    if (pipe && 'write' in pipe) pipe.write('.');
  }
}

/** Output that was printed before a message arrives through another pipe: two turns of the event loop read it first. */
async function printedLinesRead(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setImmediate(resolve));
}
