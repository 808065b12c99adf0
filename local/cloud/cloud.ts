import { join } from 'node:path';
import type { Hono } from 'hono';
import type { Clock } from '../clock.ts';
import { createOwnOrigins, type OwnOrigins } from '../loopback.ts';
import { type Assembly, readAssembly, UnknownInTemplate } from './assembly.ts';
import { unpackCode } from './code.ts';
import { createControl } from './control.ts';
import { settleCustomResources } from './custom-resources.ts';
import { openStore } from './dynamodb-store.ts';
import { serveDynamoDb } from './dynamodb.ts';
import { type CapacityLimits, createCapacity, limitsOfThisMachine } from './capacity.ts';
import type { CloudEvent, Emit } from './events.ts';
import { Faults } from './faults.ts';
import { createFunction, type InvocationResult, type LambdaFunction, type Slot } from './function.ts';
import { serveApi } from './gateway.ts';
import { Credentials, isAllowed } from './iam.ts';
import { createResolver } from './intrinsics.ts';
import { createLogFiles } from './log-files.ts';
import { parseApi } from './resources/api.ts';
import { type FunctionSpec, parseFunction, parsePermissions } from './resources/functions.ts';
import { apiId, type CustomAnswers, identify, isCustomResource } from './resources/identities.ts';
import { parseRoles } from './resources/roles.ts';
import { parseSchedule, type ScheduleSpec } from './resources/schedules.ts';
import { parseSecret } from './resources/secrets.ts';
import { parseTable } from './resources/tables.ts';
import { startSchedules } from './schedules.ts';
import { SecretStore, serveSecrets } from './secrets-manager.ts';
import { START_LIMITS, type StartLimits } from './start-limit.ts';
import { prepareTables, tablesActive } from './tables.ts';

export interface CloudOptions {
  /** What `cdk synth` wrote: the directory that holds manifest.json. */
  assembly: string;
  clock: Clock;
  /** 0: any free port. */
  ports: { api: number; dynamodb: number };
  /** Where tables, secrets and logs are kept; undefined: in memory, gone with the cloud. */
  dataDir: string | undefined;
  onEvent?: (event: CloudEvent) => void;
  /** Whose pages may call; those of the API and of DynamoDB are added. */
  origins?: OwnOrigins;
  /** What this machine bears; what is not told follows from its memory and its processors. */
  capacity?: Partial<CapacityLimits>;
  /** How long a function may take to load. */
  startLimits?: Partial<StartLimits>;
}

export interface Cloud {
  apiUrl: string;
  dynamodbUrl: string;
  secretsUrl: string;
  /** The stack's outputs by their logical id. */
  outputs: Record<string, string>;
  /** The calls that the console serves below `/cloud`. */
  control: Hono;
  /** Invokes a function directly, as `aws lambda invoke` does. */
  invoke(functionLogicalId: string, event: unknown): Promise<InvocationResult>;
  /** Resolves when no invocation runs. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Runs a synthesized stack on this machine. What it does not know stops the start with an {@link UnknownInTemplate}. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const closing: (() => Promise<unknown> | void)[] = [];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    return await start(options, (step) => closing.push(step), close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  {
    assembly: directory,
    clock,
    ports,
    dataDir,
    onEvent,
    origins = createOwnOrigins(),
    ...limits
  }: CloudOptions,
  onClose: (step: () => Promise<unknown> | void) => void,
  close: () => Promise<void>,
): Promise<Cloud> {
  const below = (name: string): string | undefined =>
    dataDir === undefined ? undefined : join(dataDir, name);
  const logDirectory = below('logs');
  const logs = logDirectory === undefined ? undefined : createLogFiles(logDirectory);
  if (logs) onClose(() => logs.flushed());
  const emit: Emit = (happening) => {
    const event = { at: clock.now(), ...happening };
    logs?.write(event);
    onEvent?.(event);
  };

  const isHeard = onEvent !== undefined;

  const assembly = await readAssembly(directory);
  let apiUrl = '';
  const answers = new Map<string, { physicalId: string; data: Record<string, unknown> }>();
  const stack = readStack(assembly, { apiUrl: () => apiUrl, answers });
  stack.functions.forEach(checkRuntime);

  const faults = new Faults();
  const credentials = new Credentials();
  const store = await openStore(below('dynamodb'));
  onClose(() => store.close());
  await prepareTables(store, stack.tables, dataDir);
  await tablesActive(store, stack.tables);
  const dynamodb = await serveDynamoDb({
    port: ports.dynamodb,
    store,
    tables: stack.tables,
    clock,
    credentials,
    faults,
    emit,
    isHeard,
    origins,
  });
  origins.add(dynamodb.port);
  onClose(() => dynamodb.close());
  const secretStore = await SecretStore.open(stack.secrets, below('secrets.json'), clock);
  const secrets = await serveSecrets({ store: secretStore, clock, credentials, faults, emit });
  onClose(() => secrets.close());

  const code = await unpackCode(stack.functions);
  onClose(() => code.remove());
  const capacity = createCapacity<Slot>({ ...limitsOfThisMachine(), ...limits.capacity });
  const startLimits = { ...START_LIMITS, ...limits.startLimits };
  const functions = stack.functions.map((spec) =>
    createFunction({
      spec,
      bootstrap: code.bootstrap,
      taskRoot: code.taskRoot(spec),
      compileCache: code.compileCache,
      statements: stack.roles.statementsOf(spec.roleArn),
      endpoints: { dynamodb: dynamodb.url, secrets: secrets.url },
      clock,
      credentials,
      faults,
      emit,
      capacity,
      startLimits,
    }),
  );
  onClose(() => {
    capacity.close();
    return Promise.all(functions.map((one) => one.close()));
  });
  const functionOf = (arn: string): LambdaFunction | undefined =>
    functions.find(({ spec }) => spec.arn === arn);

  const api = await serveApi({
    port: ports.api,
    api: stack.api,
    functionOf,
    mayInvoke: ({ spec }) => stack.permissions.allows('apigateway.amazonaws.com', spec),
    clock,
    emit,
    isHeard,
    origins,
  });
  origins.add(api.port);
  onClose(() => api.close());
  apiUrl = api.url;

  await settleCustomResources({
    resources: stack.customResources,
    resolve: stack.resolve,
    functionOf,
    answers,
    file: below('custom-resources.json'),
    emit,
  });
  onClose(
    startSchedules(stack.schedules, {
      clock,
      functionOf: (spec) => scheduled(spec, stack, functionOf),
      emit,
    }),
  );

  const outputs: Record<string, string> = {};
  for (const [name, value] of assembly.outputs)
    outputs[name] = String(stack.resolve(value, `Output ${name}`));

  return {
    apiUrl,
    dynamodbUrl: dynamodb.url,
    secretsUrl: secrets.url,
    outputs,
    control: createControl({ faults, clock, functionNames: functions.map(({ spec }) => spec.name), emit }),
    async invoke(functionLogicalId, event) {
      const target = functions.find(({ spec }) => spec.logicalId === functionLogicalId);
      if (!target) throw new Error(`The stack has no function ${functionLogicalId}.`);
      return target.invoke(event, 'direct');
    },
    async settled() {
      await Promise.all(functions.map((one) => one.settled()));
    },
    close,
  };
}

/** The stack's resources, parsed; anything unknown throws. */
function readStack(
  assembly: Assembly,
  { apiUrl, answers }: { apiUrl: () => string; answers: CustomAnswers },
) {
  const resources = [...assembly.resources.values()];
  const identities = identify(assembly, { apiUrl, answers });
  const apiResource = resources.find(({ type }) => type === 'AWS::ApiGatewayV2::Api');
  const awsAddress =
    apiResource && `https://${apiId(apiResource.logicalId)}.execute-api.us-east-1.amazonaws.com`;
  const resolve = createResolver({
    identities,
    parameters: assembly.parameters,
    rewrite: (text) => (awsAddress === undefined ? text : text.replaceAll(awsAddress, () => apiUrl())),
  });
  const of = (...types: string[]) => resources.filter(({ type }) => types.includes(type));
  const tables = of('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map((one) =>
    parseTable(one, resolve),
  );
  const functions = of('AWS::Lambda::Function').map((one) => parseFunction(one, assembly, resolve));
  const secrets = of('AWS::SecretsManager::Secret').map((one) => parseSecret(one, resolve));
  unique('table', tables);
  unique('function', functions);
  unique('secret', secrets);
  const api = parseApi(resources, resolve);
  return {
    resolve,
    tables,
    functions,
    secrets,
    roles: parseRoles(resources, resolve),
    permissions: parsePermissions(resources, resolve),
    schedules: of('AWS::Events::Rule', 'AWS::Scheduler::Schedule').flatMap((one) =>
      parseSchedule(one, resolve),
    ),
    customResources: resources.filter(isCustomResource),
    api,
  };
}

type Stack = ReturnType<typeof readStack>;

function scheduled(
  spec: ScheduleSpec,
  { permissions, roles }: Stack,
  functionOf: (arn: string) => LambdaFunction | undefined,
): LambdaFunction {
  const target = functionOf(spec.functionArn);
  if (!target)
    throw new UnknownInTemplate(`The schedule ${spec.name} has a target that is no function of this stack.`);
  const allowed =
    spec.source.kind === 'rule'
      ? permissions.allows('events.amazonaws.com', target.spec)
      : isAllowed(roles.statementsOf(spec.source.roleArn), 'lambda:InvokeFunction', target.spec.arn);
  if (!allowed) throw new UnknownInTemplate(`The schedule ${spec.name} may not invoke ${target.spec.name}.`);
  return target;
}

/** Locally, resources without a name of their own go by their construct's: two must not share it. */
function unique(kind: string, specs: readonly { name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of specs) {
    if (names.has(name))
      throw new UnknownInTemplate(`Two resources would be the ${kind} ${name}: name one differently.`);
    names.add(name);
  }
}

function checkRuntime({ name, runtimeMajor }: FunctionSpec): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major !== runtimeMajor) {
    throw new Error(
      `The function ${name} runs on Node ${runtimeMajor}, this is Node ${process.versions.node}: start with the Node that npm installed here (npm start).`,
    );
  }
}
