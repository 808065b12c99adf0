import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { createOwnOrigins, type OwnOrigins } from '../loopback.ts';
import { type Assembly, readAssembly } from './assembly.ts';
import { type CapacityLimits, createCapacity, limitsOfThisMachine } from './capacity.ts';
import { unpackCode } from './code.ts';
import { createControl } from './control.ts';
import { settleCustomResources } from './custom-resources.ts';
import { openStore } from './dynamodb-store.ts';
import { serveDynamoDb } from './dynamodb.ts';
import type { CloudEvent, Emit } from './events.ts';
import { Faults } from './faults.ts';
import { findFunctionName } from './function-names.ts';
import { createFunction, type InvocationResult, type LambdaFunction } from './function.ts';
import { serveApi } from './gateway.ts';
import type { LocalServer } from './http-server.ts';
import { Credentials } from './iam.ts';
import { createLogFiles } from './log-files.ts';
import { SecretStore } from './secret-store.ts';
import { serveSecrets } from './secrets-manager.ts';
import { startSchedules } from './schedules.ts';
import type { Slot } from './slot.ts';
import { checkRuntime, readStack, scheduleTarget, type Stack } from './stack.ts';
import { START_LIMITS, type StartLimits } from './start-limit.ts';
import { prepareTables, tablesActive } from './tables.ts';

export interface CloudOptions {
  /** The output directory of `cdk synth`, which holds manifest.json. */
  assembly: string;
  clock: Clock;
  /** 0: any free port. */
  ports: { api: number; dynamodb: number };
  /** The directory of tables, secrets and logs; undefined: in memory, gone with the cloud. */
  dataDir: string | undefined;
  onEvent?: (event: CloudEvent) => void;
  /** Origins whose pages may send requests; those of the API and of DynamoDB are added. */
  origins?: OwnOrigins;
  /** Limits of this machine; the default follows from its memory and its processors. */
  capacity?: Partial<CapacityLimits>;
  /** How long a function may take to load. */
  startLimits?: Partial<StartLimits>;
  /** A function whose environments run with Node's inspector and without time limits. */
  inspect?: Inspection;
}

export interface Inspection {
  /** `inbound-sms` or `InboundSms`. */
  function: string;
  /** Receives the inspector's URL of each environment that starts; the first one starts with the cloud. */
  onUrl: (url: string) => void;
}

export interface Cloud {
  apiUrl: string;
  dynamodbUrl: string;
  secretsUrl: string;
  /** The stack's outputs by their logical id. */
  outputs: Record<string, string>;
  /** The routes that the console serves below `/cloud`. */
  control: Hono;
  /** Invokes a function directly, as `aws lambda invoke` does. */
  invoke(functionLogicalId: string, event: unknown): Promise<InvocationResult>;
  /** Resolves when no invocation runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

type OnClose = (step: () => Promise<unknown> | void) => void;

/** What the parts of the cloud share. */
interface Shared {
  clock: Clock;
  emit: Emit;
  /** Whether anybody reads the events. */
  recordBodies: boolean;
  faults: Faults;
  credentials: Credentials;
  origins: OwnOrigins;
  /** A path in the data directory; undefined: the data is kept in memory. */
  below: (name: string) => string | undefined;
  onClose: OnClose;
}

/** Runs a synthesized stack on this machine. @throws {UnknownInTemplate} when the template has unsupported parts */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const closing: (() => Promise<unknown> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    return { ...(await start(options, (step) => closing.push(step))), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: CloudOptions, onClose: OnClose): Promise<Omit<Cloud, 'close'>> {
  const shared = share(options, onClose);
  const { clock, emit, faults } = shared;

  const assembly = await readAssembly(options.assembly);
  let apiUrl = '';
  const answers = new Map<string, { physicalId: string; data: Record<string, unknown> }>();
  const stack = readStack(assembly, { apiUrl: () => apiUrl, answers });
  stack.functions.forEach(checkRuntime);
  const inspection = options.inspect && resolveInspection(options.inspect, stack);

  const dynamodb = await startDynamoDb(options, stack, shared);
  const secrets = await startSecrets(stack, shared);
  const endpoints = { dynamodb: dynamodb.url, secrets: secrets.url };
  const functions = await startFunctions(
    { ...options, ...(inspection && { inspect: inspection }) },
    { stack, endpoints, shared },
  );
  const functionOf = (arn: string): LambdaFunction | undefined =>
    functions.find(({ spec }) => spec.arn === arn);
  const api = await startApi(options, { stack, functionOf, shared });
  apiUrl = api.url;

  await settleCustomResources({
    resources: stack.customResources,
    resolve: stack.resolve,
    functionOf,
    answers,
    file: shared.below('custom-resources.json'),
    emit,
  });
  await functions.find(({ spec }) => spec.name === inspection?.function)?.prestart();
  onClose(
    startSchedules(stack.schedules, {
      clock,
      functionOf: (spec) => scheduleTarget(spec, stack, functionOf),
      emit,
    }),
  );
  return {
    apiUrl,
    dynamodbUrl: dynamodb.url,
    secretsUrl: secrets.url,
    outputs: resolveOutputs(assembly, stack),
    control: createControl({ faults, clock, functionNames: functions.map(({ spec }) => spec.name), emit }),
    async invoke(functionLogicalId, event) {
      const target = functions.find(({ spec }) => spec.logicalId === functionLogicalId);
      if (!target) throw new Error(`The stack has no function ${functionLogicalId}.`);
      return target.invoke(event, 'direct');
    },
    async settled() {
      await Promise.all(functions.map((one) => one.settled()));
    },
  };
}

function share(
  { clock, dataDir, onEvent, origins = createOwnOrigins() }: CloudOptions,
  onClose: OnClose,
): Shared {
  const below = (name: string): string | undefined =>
    dataDir === undefined ? undefined : join(dataDir, name);
  const logDirectory = below('logs');
  const logs = logDirectory === undefined ? undefined : createLogFiles(logDirectory);
  if (logs) onClose(() => logs.flushed());
  return {
    clock,
    emit: (happening) => {
      const event = { at: clock.now(), ...happening };
      logs?.write(event);
      onEvent?.(event);
    },
    recordBodies: onEvent !== undefined,
    faults: new Faults(),
    credentials: new Credentials(),
    origins,
    below,
    onClose,
  };
}

function resolveInspection(inspect: Inspection, { functions }: Stack): Inspection {
  const names = functions.map(({ name }) => name);
  const name = findFunctionName(names, inspect.function);
  if (name === undefined)
    throw new Error(
      `There is no function ${inspect.function} to inspect: choose one of ${names.join(', ')}.`,
    );
  return { ...inspect, function: name };
}

async function startDynamoDb(
  { ports, dataDir }: CloudOptions,
  { tables }: Stack,
  shared: Shared,
): Promise<LocalServer> {
  const { below, origins, onClose } = shared;
  const store = await openStore(below('dynamodb'));
  onClose(() => store.close());
  await prepareTables(store, tables, dataDir);
  await tablesActive(store, tables);
  const server = await serveDynamoDb({ port: ports.dynamodb, store, tables, ...shared });
  origins.add(server.port);
  onClose(() => server.close());
  return server;
}

async function startSecrets({ secrets }: Stack, shared: Shared): Promise<LocalServer> {
  const store = await SecretStore.open(secrets, shared.below('secrets.json'), shared.clock);
  const server = await serveSecrets({ store, ...shared });
  shared.onClose(() => server.close());
  return server;
}

async function startFunctions(
  { capacity: limits, startLimits, inspect }: CloudOptions,
  {
    stack,
    endpoints,
    shared,
  }: { stack: Stack; endpoints: { dynamodb: string; secrets: string }; shared: Shared },
): Promise<LambdaFunction[]> {
  const code = await unpackCode(stack.functions);
  shared.onClose(() => code.remove());
  const capacity = createCapacity<Slot>({ ...limitsOfThisMachine(), ...limits });
  const functions = stack.functions.map((spec) =>
    createFunction({
      spec,
      bootstrap: code.bootstrap,
      taskRoot: code.taskRoot(spec),
      compileCache: code.compileCache,
      statements: stack.roles.statementsOf(spec.roleArn),
      endpoints,
      clock: shared.clock,
      credentials: shared.credentials,
      faults: shared.faults,
      emit: shared.emit,
      capacity,
      startLimits: { ...START_LIMITS, ...startLimits },
      onInspector: inspect?.function === spec.name ? inspect.onUrl : undefined,
    }),
  );
  shared.onClose(() => {
    capacity.close();
    return Promise.all(functions.map((one) => one.close()));
  });
  return functions;
}

async function startApi(
  { ports }: CloudOptions,
  {
    stack: { api, permissions },
    functionOf,
    shared,
  }: { stack: Stack; functionOf: (arn: string) => LambdaFunction | undefined; shared: Shared },
): Promise<LocalServer> {
  const server = await serveApi({
    port: ports.api,
    api,
    functionOf,
    mayInvoke: ({ spec }) => permissions.allows('apigateway.amazonaws.com', spec),
    ...shared,
  });
  shared.origins.add(server.port);
  shared.onClose(() => server.close());
  return server;
}

function resolveOutputs({ outputs }: Assembly, { resolve }: Stack): Record<string, string> {
  return Object.fromEntries(
    [...outputs].map(([name, value]) => [name, String(resolve(value, `Output ${name}`))]),
  );
}
