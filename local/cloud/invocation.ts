import type { Clock } from '../clock.ts';
import type { Outcome } from './environment.ts';
import type { Emit } from './events.ts';
import type { Faults } from './faults.ts';
import type { FunctionSpec } from './resources/functions.ts';
import type { Slot } from './slot.ts';

/** The largest event and the largest response of a synchronous invocation on Lambda: 6 MB. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

/** The remaining time that an inspected function sees at the start of each invocation. */
const INSPECTED_DEADLINE_MS = 86_400_000;

export const isTooLarge = (payload: string): boolean => Buffer.byteLength(payload) > MAX_PAYLOAD_BYTES;

export interface Invocation {
  requestId: string;
  /** JSON. */
  payload: string;
  /** Whether the environment was started for this invocation. */
  cold: boolean;
  onRunning: (() => void) | undefined;
}

export interface InvocationContext {
  spec: FunctionSpec;
  clock: Clock;
  faults: Faults;
  emit: Emit;
  /** Whether the function's time limit is lifted. */
  inspected: boolean;
}

/** Runs one invocation in its environment, under the function's time limit and the faults that are set. */
export async function runInvocation(
  context: InvocationContext,
  slot: Slot,
  { requestId, payload, cold, onRunning }: Invocation,
): Promise<Outcome> {
  const { spec, clock, faults, emit, inspected } = context;
  const { environment } = slot;
  if (cold) {
    const ready = await environment.ready;
    if (!('initMs' in ready)) return ready;
    emit({ kind: 'environment-start', function: spec.name, requestId, initMs: ready.initMs });
  }
  onRunning?.();
  const limit = inspected ? undefined : limitTime(context, slot, requestId);
  const deadline = clock.now() + (inspected ? INSPECTED_DEADLINE_MS : spec.timeoutMs);
  const outcome = await environment.invoke(
    { requestId, event: payload, deadline, functionArn: spec.arn },
    clock.offset,
  );
  limit?.cancel();
  if (outcome.kind !== 'ok') return outcome;
  if (faults.takeReply(spec.name)) {
    const reason = 'it was to die before its reply';
    emit({ kind: 'killed', function: spec.name, requestId, reason });
    environment.kill({ kind: 'exited', reason });
    return { kind: 'exited', reason };
  }
  return isTooLarge(outcome.payload) ? RESPONSE_TOO_LARGE : outcome;
}

function limitTime({ spec, clock, emit }: InvocationContext, { environment }: Slot, requestId: string) {
  return clock.after(spec.timeoutMs, async () => {
    emit({ kind: 'killed', function: spec.name, requestId, reason: 'its time was over' });
    environment.kill({ kind: 'timeout' });
    await environment.ended;
  });
}

const RESPONSE_TOO_LARGE: Outcome = {
  kind: 'error',
  errorType: 'Function.ResponseSizeTooLarge',
  errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_PAYLOAD_BYTES} bytes).`,
  trace: [],
};
