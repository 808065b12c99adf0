import type { Clock } from '../clock.ts';
import { type Environment, type Outcome, startEnvironment } from './environment.ts';
import type { Emit, Trigger } from './events.ts';
import type { Faults } from './faults.ts';
import type { Credentials, Statement } from './iam.ts';
import { ACCOUNT_ID, REGION } from './intrinsics.ts';
import type { FunctionSpec } from './resources/functions.ts';

/** What Lambda takes and gives in one synchronous invocation: 6 MB. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/**
 * A burst does not start a process for each of its requests at once, which would leave none of them the processor: a
 * few start, and what waits takes the first environment that is free, as Lambda does when one frees up in time.
 */
const STARTING_AT_ONCE = 6;

/** How an invocation ended for its caller. */
export type InvocationResult = Outcome | { kind: 'throttled' } | { kind: 'too-large' };

/** A Lambda function: as many environments as there are invocations at the same time, used again when idle. */
export interface LambdaFunction {
  readonly spec: FunctionSpec;
  invoke(event: unknown, trigger: Trigger, requestId?: string): Promise<InvocationResult>;
  /** Resolves when no invocation runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

interface Slot {
  environment: Environment;
  requestId: string | undefined;
  revoke: () => void;
}

export function createFunction({
  spec,
  bootstrap,
  taskRoot,
  statements,
  endpoints,
  clock,
  credentials,
  faults,
  emit,
  maxEnvironments,
}: {
  spec: FunctionSpec;
  bootstrap: string;
  taskRoot: string;
  statements: readonly Statement[];
  endpoints: { dynamodb: string; secrets: string };
  clock: Clock;
  credentials: Credentials;
  faults: Faults;
  emit: Emit;
  maxEnvironments: number;
}): LambdaFunction {
  const slots = new Set<Slot>();
  const idle: Slot[] = [];
  /** Invocations that wait for an environment; `undefined` tells one that it may start its own. */
  const waiting: ((free: Slot | undefined) => void)[] = [];
  let starting = 0;
  const running = new Set<Promise<unknown>>();
  const limit = Math.min(maxEnvironments, spec.reservedConcurrency ?? Infinity);
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
      handler: spec.handler,
      memoryMb: spec.memoryMb,
      variables: { ...lambdaVariables(spec, taskRoot, accessKeyId, endpoints), ...spec.variables() },
      offset: clock.offset,
      onLine: (stream, line) =>
        emit({ kind: 'log', function: spec.name, requestId: slot.requestId, stream, line }),
      onOutgoing: (call) => emit({ kind: 'outgoing', function: spec.name, ...call }),
    });
    const slot: Slot = { environment, requestId, revoke };
    slots.add(slot);
    void environment.ended.then(() => {
      slots.delete(slot);
      if (idle.includes(slot)) idle.splice(idle.indexOf(slot), 1);
      revoke();
    });
    return slot;
  }

  async function run(event: unknown, trigger: Trigger, requestId: string): Promise<InvocationResult> {
    const payload = JSON.stringify(event) ?? 'null';
    if (Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES) return { kind: 'too-large' };
    const found = await slotFor(requestId);
    if (!found) return { kind: 'throttled' };
    const { slot, cold } = found;
    slot.requestId = requestId;
    emit({ kind: 'invocation-start', function: spec.name, requestId, trigger, cold });
    const outcome = await work(slot, payload, requestId, cold);
    if (!slot.environment.alive) await slot.environment.ended;
    slot.requestId = undefined;
    release(slot);
    return outcome;
  }

  async function slotFor(requestId: string): Promise<{ slot: Slot; cold: boolean } | undefined> {
    let free = idle.pop();
    while (free && !free.environment.alive) free = idle.pop();
    if (!free) {
      if (closed || slots.size + waiting.length >= limit) return undefined;
      if (starting >= STARTING_AT_ONCE)
        free = await new Promise<Slot | undefined>((wake) => waiting.push(wake));
      if (closed) return undefined;
    }
    if (free) return { slot: free, cold: false };
    starting += 1;
    const slot = startSlot(requestId);
    void slot.environment.ready.then(() => {
      starting -= 1;
      release(undefined);
    });
    return { slot, cold: true };
  }

  /** To who waits: a free environment, or leave to start one. */
  function release(slot: Slot | undefined): void {
    if (slot?.environment.alive) {
      const next = waiting.shift();
      if (next) next(slot);
      else idle.push(slot);
    } else if (starting < STARTING_AT_ONCE) waiting.shift()?.(undefined);
  }

  async function work(slot: Slot, event: string, requestId: string, cold: boolean): Promise<Outcome> {
    const { environment } = slot;
    if (cold) {
      const ready = await environment.ready;
      if (!('initMs' in ready)) return ready;
      emit({ kind: 'environment-start', function: spec.name, requestId, initMs: ready.initMs });
    }
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
    async invoke(event, trigger, requestId = crypto.randomUUID()) {
      const started = performance.now();
      const invocation = run(event, trigger, requestId);
      running.add(invocation);
      try {
        const result = await invocation;
        const outcome = result.kind === 'too-large' ? 'error' : result.kind;
        const error = sentence(result);
        const ms = performance.now() - started;
        emit({
          kind: 'invocation-end',
          function: spec.name,
          requestId,
          ms,
          outcome,
          ...(error !== undefined && { error }),
        });
        return result;
      } finally {
        running.delete(invocation);
      }
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
    async close() {
      closed = true;
      stopFollowing();
      for (const wake of waiting.splice(0)) wake(undefined);
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
