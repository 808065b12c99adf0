import type { Clock } from '../clock.ts';
import type { Capacity, Pool, Tenant } from './capacity.ts';
import { type Environment, type Outcome, startEnvironment } from './environment.ts';
import type { Emit, Trigger } from './events.ts';
import type { Faults } from './faults.ts';
import type { Credentials, Statement } from './iam.ts';
import { ACCOUNT_ID, REGION } from './intrinsics.ts';
import type { FunctionSpec } from './resources/functions.ts';
import type { StartLimits } from './start-limit.ts';

/** What Lambda takes and gives in one synchronous invocation: 6 MB. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** How an invocation ended for its caller. */
export type InvocationResult = Outcome | { kind: 'throttled' } | { kind: 'too-large' };

/** Who invokes, and how it follows the invocation. */
export interface Caller {
  requestId?: string;
  /** Aborted when the caller is gone: an invocation that still waits for an environment is not made any more. */
  signal?: AbortSignal;
  /** Called when the function begins to work: it has an environment, and that has loaded. */
  onRunning?: () => void;
}

/** A Lambda function: as many environments as there are invocations at the same time, used again when idle. */
export interface LambdaFunction {
  readonly spec: FunctionSpec;
  invoke(event: unknown, trigger: Trigger, caller?: Caller): Promise<InvocationResult>;
  /** Resolves when no invocation runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** An environment, with the invocation that it works on. */
export interface Slot extends Tenant {
  environment: Environment;
  requestId: string | undefined;
}

interface Invoked {
  requestId: string;
  trigger: Trigger;
  payload: string;
}

export function createFunction({
  spec,
  bootstrap,
  taskRoot,
  compileCache,
  statements,
  endpoints,
  clock,
  credentials,
  faults,
  emit,
  capacity,
  startLimits,
}: {
  spec: FunctionSpec;
  bootstrap: string;
  taskRoot: string;
  compileCache: string;
  statements: readonly Statement[];
  endpoints: { dynamodb: string; secrets: string };
  clock: Clock;
  credentials: Credentials;
  faults: Faults;
  emit: Emit;
  capacity: Capacity<Slot>;
  startLimits: StartLimits;
}): LambdaFunction {
  const slots = new Set<Slot>();
  const pool: Pool<Slot> = capacity.pool();
  const running = new Set<Promise<unknown>>();
  let closed = false;

  const stopFollowing = clock.onJump((offset) => {
    // A frozen environment hears of it with its next invocation.
    for (const slot of slots) if (slot.requestId !== undefined) slot.environment.setOffset(offset);
  });

  function startSlot(requestId: string): Slot {
    const role = spec.roleArn.split('/').at(-1) ?? '';
    const { accessKeyId, revoke } = credentials.issue({
      function: spec.name,
      arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${spec.physicalName}`,
      statements,
      requestId: () => slot.requestId,
      kill: (reason) => {
        emit({ kind: 'killed', function: spec.name, requestId: slot.requestId, reason });
        slot.environment.kill({ kind: 'exited', reason });
      },
    });
    const environment = startEnvironment({
      bootstrap,
      taskRoot,
      compileCache,
      handler: spec.handler,
      memoryMb: spec.memoryMb,
      variables: { ...lambdaVariables(spec, taskRoot, accessKeyId, endpoints), ...spec.variables() },
      offset: clock.offset,
      startLimits,
      onLine: (stream, line) =>
        emit({ kind: 'log', function: spec.name, requestId: slot.requestId, stream, line }),
      onOutgoing: (call) => emit({ kind: 'outgoing', function: spec.name, ...call }),
      onKilled: (reason) => emit({ kind: 'killed', function: spec.name, requestId: slot.requestId, reason }),
    });
    const slot: Slot = {
      environment,
      requestId,
      get alive() {
        return environment.alive;
      },
      end: (why) => {
        emit({ kind: 'environment-end', function: spec.name, why });
        environment.kill();
      },
    };
    slots.add(slot);
    void environment.ready.then(() => pool.started());
    void environment.ended.then(() => {
      slots.delete(slot);
      pool.gone(slot);
      revoke();
    });
    return slot;
  }

  async function run({ payload, requestId, trigger }: Invoked, caller: Caller): Promise<InvocationResult> {
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) return { kind: 'too-large' };
    const found = await slotFor(requestId, caller.signal);
    if (!found) return { kind: 'throttled' };
    const { slot, cold } = found;
    slot.requestId = requestId;
    emit({ kind: 'invocation-start', function: spec.name, requestId, trigger, cold });
    const outcome = await work(slot, payload, { requestId, cold, onRunning: caller.onRunning });
    if (!slot.environment.alive) await slot.environment.ended;
    slot.requestId = undefined;
    pool.giveBack(slot);
    return outcome;
  }

  /** The template's own limit refuses, as on AWS; for this machine's an invocation waits. */
  async function slotFor(
    requestId: string,
    signal: AbortSignal | undefined,
  ): Promise<{ slot: Slot; cold: boolean } | undefined> {
    if (closed || running.size > (spec.reservedConcurrency ?? Infinity)) return undefined;
    const leave = await pool.take({
      signal,
      onWait: () => emit({ kind: 'invocation-wait', function: spec.name, requestId }),
    });
    if (leave === undefined || closed) return undefined;
    if (leave !== 'start') return { slot: leave.free, cold: false };
    try {
      return { slot: startSlot(requestId), cold: true };
    } catch (error) {
      // Else all functions would wait for a start that is never over.
      pool.abandon();
      throw error;
    }
  }

  async function work(
    slot: Slot,
    event: string,
    { requestId, cold, onRunning }: { requestId: string; cold: boolean; onRunning: (() => void) | undefined },
  ): Promise<Outcome> {
    const { environment } = slot;
    if (cold) {
      const ready = await environment.ready;
      if (!('initMs' in ready)) return ready;
      emit({ kind: 'environment-start', function: spec.name, requestId, initMs: ready.initMs });
    }
    onRunning?.();
    const timeout = clock.after(spec.timeoutMs, async () => {
      emit({ kind: 'killed', function: spec.name, requestId, reason: 'its time was over' });
      environment.kill({ kind: 'timeout' });
      await environment.ended;
    });
    const deadline = clock.now() + spec.timeoutMs;
    const outcome = await environment.invoke(
      { requestId, event, deadline, functionArn: spec.arn },
      clock.offset,
    );
    timeout.cancel();
    if (outcome.kind !== 'ok') return outcome;
    if (faults.takeReply(spec.name)) {
      const reason = 'it was to die before its reply';
      emit({ kind: 'killed', function: spec.name, requestId, reason });
      environment.kill({ kind: 'exited', reason });
      return { kind: 'exited', reason };
    }
    if (Buffer.byteLength(outcome.payload) > MAX_PAYLOAD_BYTES) {
      const errorMessage = `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`;
      return { kind: 'error', errorType: 'Function.ResponseSizeTooLarge', errorMessage, trace: [] };
    }
    return outcome;
  }

  return {
    spec,
    async invoke(event, trigger, caller = {}) {
      const { requestId = crypto.randomUUID() } = caller;
      let started = performance.now();
      const onRunning = (): void => {
        started = performance.now();
        caller.onRunning?.();
      };
      // Counted before it begins: the limit of the template looks at how many there are.
      const { promise, resolve, reject } = Promise.withResolvers<InvocationResult>();
      running.add(promise);
      const payload = JSON.stringify(event) ?? 'null';
      run({ payload, requestId, trigger }, { ...caller, onRunning }).then(resolve, reject);
      try {
        const result = await promise;
        const error = sentence(result);
        emit({
          kind: 'invocation-end',
          function: spec.name,
          requestId,
          ms: performance.now() - started,
          outcome: result.kind === 'too-large' ? 'error' : result.kind,
          ...(error !== undefined && { error }),
        });
        return result;
      } finally {
        running.delete(promise);
      }
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    async close() {
      closed = true;
      stopFollowing();
      for (const { environment } of slots)
        environment.kill({ kind: 'exited', reason: 'the cloud was closed' });
      await Promise.all([...slots].map(({ environment }) => environment.ended));
      await Promise.allSettled(running);
    },
  };
}

function sentence(result: InvocationResult): string | undefined {
  if (result.kind === 'error') return `${result.errorType}: ${result.errorMessage}`;
  if (result.kind === 'exited') return result.reason;
  if (result.kind === 'too-large') return 'The event is larger than Lambda takes.';
  return undefined;
}

/** What every Lambda environment holds besides the template's variables; nothing of this machine's own. */
function lambdaVariables(
  spec: FunctionSpec,
  taskRoot: string,
  accessKeyId: string,
  endpoints: { dynamodb: string; secrets: string },
): Record<string, string> {
  return {
    _HANDLER: spec.handler,
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
    AWS_EXECUTION_ENV: `AWS_Lambda_nodejs${spec.runtimeMajor}.x`,
    AWS_LAMBDA_FUNCTION_NAME: spec.physicalName,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(spec.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${spec.physicalName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: `local/${accessKeyId}`,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secrets,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: '/var/runtime',
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}
