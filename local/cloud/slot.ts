import type { Clock } from '../clock.ts';
import type { Tenant } from './capacity.ts';
import { type Environment, startEnvironment } from './environment.ts';
import type { Emit } from './events.ts';
import type { Credentials, Principal, Statement } from './iam.ts';
import { ACCOUNT_ID } from './intrinsics.ts';
import { lambdaVariables, type ServiceEndpoints } from './lambda-variables.ts';
import type { FunctionSpec } from './resources/functions.ts';
import type { StartLimits } from './start-limit.ts';

/** An environment, with the invocation that it is working on. */
export interface Slot extends Tenant {
  environment: Environment;
  requestId: string | undefined;
}

export interface SlotOptions {
  spec: FunctionSpec;
  bootstrap: string;
  taskRoot: string;
  compileCache: string;
  statements: readonly Statement[];
  endpoints: ServiceEndpoints;
  clock: Clock;
  credentials: Credentials;
  emit: Emit;
  startLimits: StartLimits;
  /** Receives the inspector's URL of each environment, which then has no time limits; undefined: no inspector. */
  onInspector: ((url: string) => void) | undefined;
}

/** Starts an environment of the function, for the request that needs it. */
export function startSlot(options: SlotOptions, requestId: string | undefined): Slot {
  const { spec, clock, credentials, emit, startLimits, onInspector } = options;
  const killed = (reason: string): void =>
    emit({ kind: 'killed', function: spec.name, requestId: slot.requestId, reason });
  const { accessKeyId, revoke } = credentials.issue(
    principalOf(options, {
      requestId: () => slot.requestId,
      kill: (reason) => {
        killed(reason);
        slot.environment.kill({ kind: 'exited', reason });
      },
    }),
  );
  const environment = startEnvironment({
    bootstrap: options.bootstrap,
    taskRoot: options.taskRoot,
    compileCache: options.compileCache,
    handler: spec.handler,
    memoryMb: spec.memoryMb,
    variables: { ...lambdaVariables(spec, { ...options, accessKeyId }), ...spec.variables() },
    offset: clock.offset,
    startLimits: onInspector ? undefined : startLimits,
    onLine: (stream, line) =>
      emit({ kind: 'log', function: spec.name, requestId: slot.requestId, stream, line }),
    onOutgoing: (call) => emit({ kind: 'outgoing', function: spec.name, ...call }),
    onKilled: killed,
    onInspector,
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
  void environment.ended.then(revoke);
  return slot;
}

function principalOf(
  { spec, statements }: SlotOptions,
  environment: Pick<Principal, 'requestId' | 'kill'>,
): Principal {
  const role = spec.roleArn.split('/').at(-1) ?? '';
  return {
    function: spec.name,
    arn: `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${role}/${spec.physicalName}`,
    statements,
    ...environment,
  };
}
