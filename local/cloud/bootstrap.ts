/**
 * Runs inside an execution environment, as Lambda's Node runtime does: loads the handler, then takes one invocation at
 * a time from the parent. It imports no other file of the project, so that the function sees only Node and its own bundle.
 */
import { randomBytes } from 'node:crypto';
import { subscribe } from 'node:diagnostics_channel';
import { existsSync, readSync } from 'node:fs';
import { url as inspectorUrl } from 'node:inspector';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

/** What the parent sends. */
export type ToEnvironment = { type: 'clock'; offset: number } | Invocation;

export interface Invocation {
  type: 'invoke';
  requestId: string;
  /** JSON. */
  event: string;
  deadline: number;
  functionArn: string;
  offset: number;
}

/** What the parent receives. */
export type FromEnvironment =
  | { type: 'inspector'; url: string }
  | { type: 'ready'; initMs: number }
  | { type: 'init-failed'; error: Failure }
  | { type: 'result'; requestId: string; payload: string }
  | { type: 'failed'; requestId: string; error: Failure; fatal: boolean }
  | ({ type: 'outgoing'; requestId: string } & OutgoingCall);

/** A function's request to another host over HTTP; status 0 and an `error` when no response came. */
export interface OutgoingCall {
  /** The `Parent` of its trace header. */
  span: string;
  method: string;
  host: string;
  /** Without its query. */
  path: string;
  status: number;
  ms: number;
  error?: string | undefined;
}

export interface Failure {
  errorType: string;
  errorMessage: string;
  trace: string[];
}

type Handler = (event: unknown, context: Record<string, unknown>) => unknown;

const [, , taskRoot = '', handlerName = '', firstOffset = '0', compileCache = ''] = process.argv;
process.argv = [process.execPath, '/var/runtime/index.mjs'];

// V8's compiled code is kept for the next environment: a tenth of a cold start.
enableCompileCache(compileCache);

let offset = Number(firstOffset);
let hasWorked = false;
let current: string | undefined;

const send = process.send?.bind(process);
delete process.send;

const report = (message: FromEnvironment): Promise<void> =>
  new Promise((resolve) => {
    if (send) send(message, undefined, undefined, () => resolve());
    else resolve();
  });

followSharedClock();
traceOutgoing();

// Ctrl-C reaches the whole group of processes: the parent decides when an environment ends.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit(0));
process.on('uncaughtException', (error: unknown) => void crash(error));
process.on('unhandledRejection', (error: unknown) => void crash(error, 'Runtime.UnhandledPromiseRejection'));

const inspector = inspectorUrl();
if (inspector !== undefined) await report({ type: 'inspector', url: inspector });

const handler = await load();
if (handler) {
  process.on('message', (message: ToEnvironment) => {
    offset = message.offset;
    if (message.type === 'invoke') void invoke(handler, message);
  });
  await report({ type: 'ready', initMs: performance.now() });
  freeze();
}

async function load(): Promise<Handler | undefined> {
  const [file = '', name = ''] = splitHandler(handlerName);
  try {
    const path = ['.js', '.mjs', '.cjs']
      .map((ending) => join(taskRoot, file + ending))
      .find((candidate) => existsSync(candidate));
    if (path === undefined) throw named('Runtime.ImportModuleError', `Cannot find module '${file}'`);
    const loaded = (await import(pathToFileURL(path).href)) as Record<string, unknown> & {
      default?: Record<string, unknown>;
    };
    const found = loaded[name] ?? loaded.default?.[name];
    if (typeof found !== 'function')
      throw named('Runtime.HandlerNotFound', `${handlerName} is undefined or not exported`);
    if (found.length > 2) {
      throw named(
        'Runtime.CallbackHandlerDeprecated',
        'Node.js 24 on Lambda takes no handler with a callback.',
      );
    }
    return found as Handler;
  } catch (error) {
    const failure = describe(error);
    console.error(JSON.stringify(failure));
    await report({ type: 'init-failed', error: failure });
    process.exit(1);
  }
}

async function invoke(run: Handler, { requestId, event, deadline, functionArn }: Invocation): Promise<void> {
  current = requestId;
  hasWorked = true;
  // While it was frozen, servers may have closed connections: let Node notice before the handler uses one.
  await nextTurn();
  await nextTurn();
  const context = {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: '$LATEST',
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    awsRequestId: requestId,
    logGroupName: process.env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: process.env['AWS_LAMBDA_LOG_STREAM_NAME'],
    getRemainingTimeInMillis: () => Math.max(deadline - Date.now(), 0),
  };
  try {
    const result: unknown = await run(JSON.parse(event), context);
    let payload: string;
    try {
      payload = JSON.stringify(result) ?? 'null';
    } catch {
      throw named('Runtime.MarshalError', 'The result cannot be written as JSON.');
    }
    await report({ type: 'result', requestId, payload });
  } catch (error) {
    const failure = describe(error);
    console.error(JSON.stringify(failure));
    await report({ type: 'failed', requestId, error: failure, fatal: false });
  }
  freeze();
}

/**
 * Nothing runs between invocations: this read blocks the whole event loop until the parent writes a byte with the next
 * one. When the parent ends, for whatever reason, the pipe ends and so does the environment.
 */
function freeze(): void {
  current = undefined;
  // After an invocation, when nobody waits and the functions that it needed are compiled. Later flushes change nothing.
  if (hasWorked) flushCompileCache();
  // Windows cannot block on its pipes, and a blocked process cannot take breakpoints: these environments stay awake.
  if (process.platform === 'win32' || inspector !== undefined) return;
  if (readSync(4, Buffer.alloc(1)) === 0) process.exit(0);
}

/** An uncaught error ends the environment and the invocation that it was working on. */
async function crash(error: unknown, errorType?: string): Promise<void> {
  const failure = { ...describe(error), ...(errorType !== undefined && { errorType }) };
  console.error(JSON.stringify(failure));
  if (current !== undefined)
    await report({ type: 'failed', requestId: current, error: failure, fatal: true });
  process.exit(129);
}

/** `dir/index.handler` → `dir/index`, `handler`. */
function splitHandler(text: string): string[] {
  const dot = text.lastIndexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function describe(error: unknown): Failure {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') };
}

/**
 * Reports each request that the function makes with `fetch`, and adds the header by which X-Ray would correlate it.
 * The AWS SDK does not use `fetch`: the local tables and secrets report their requests themselves.
 */
function traceOutgoing(): void {
  interface Request {
    origin: string | URL;
    method: string;
    path: string;
    addHeader(name: string, value: string): void;
  }
  interface RequestEvent {
    request: Request;
    response?: { statusCode: number };
    error?: unknown;
  }
  const open = new Map<Request, { requestId: string; span: string; startedAt: number }>();
  const ended = ({ request, response, error }: RequestEvent): void => {
    const started = open.get(request);
    if (!started) return;
    open.delete(request);
    const { requestId, span, startedAt } = started;
    const { host } = new URL(request.origin);
    const [path = ''] = request.path.split('?');
    const result = { status: response?.statusCode ?? 0, ms: performance.now() - startedAt };
    const reason = error instanceof Error ? { error: error.name } : {};
    void report({
      type: 'outgoing',
      requestId,
      span,
      method: request.method,
      host,
      path,
      ...result,
      ...reason,
    });
  };
  subscribe('undici:request:create', (message) => {
    const { request } = message as RequestEvent;
    if (current === undefined) return;
    const span = randomBytes(8).toString('hex');
    open.set(request, { requestId: current, span, startedAt: performance.now() });
    const seconds = Math.floor(Date.now() / 1_000).toString(16);
    const root = `Root=1-${seconds}-${current.replaceAll('-', '').slice(0, 24)}`;
    request.addHeader('x-amzn-trace-id', `${root};Parent=${span};Self=${current}`);
  });
  subscribe('undici:request:headers', (message) => ended(message as RequestEvent));
  subscribe('undici:request:error', (message) => ended(message as RequestEvent));
}

/** Every form of `Date` reads the clock that the whole local system shares. */
function followSharedClock(): void {
  const RealDate = Date;
  const machineNow = RealDate.now.bind(RealDate);
  const now = (): number => machineNow() + offset;
  RealDate.now = now;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parameters: unknown[], newTarget) =>
      Reflect.construct(target, parameters.length === 0 ? [now()] : parameters, newTarget) as Date,
    apply: () => new RealDate(now()).toString(),
  });
  RealDate.prototype.constructor = globalThis.Date;
}
