import { type Assembly, type TemplateResource, UnknownInTemplate } from './assembly.ts';
import type { LambdaFunction } from './function.ts';
import { isAllowed } from './iam.ts';
import { createResolver, type Resolve } from './intrinsics.ts';
import { type ApiSpec, parseApi } from './resources/api.ts';
import { type FunctionSpec, parseFunction, parsePermissions } from './resources/functions.ts';
import { apiId, type CustomAnswers, identify, isCustomResource } from './resources/identities.ts';
import { parseRoles } from './resources/roles.ts';
import { parseSchedule, type ScheduleSpec } from './resources/schedules.ts';
import { parseSecret, type SecretSpec } from './resources/secrets.ts';
import { parseTable, type TableSpec } from './resources/tables.ts';

/** The resources of a template that the local cloud runs, parsed. */
export interface Stack {
  resolve: Resolve;
  tables: TableSpec[];
  functions: FunctionSpec[];
  secrets: SecretSpec[];
  roles: ReturnType<typeof parseRoles>;
  permissions: ReturnType<typeof parsePermissions>;
  schedules: ScheduleSpec[];
  customResources: TemplateResource[];
  api: ApiSpec | undefined;
}

/** Parses a template's resources. @throws {UnknownInTemplate} for anything that the local cloud does not know */
export function readStack(
  assembly: Assembly,
  { apiUrl, answers }: { apiUrl: () => string; answers: CustomAnswers },
): Stack {
  const resources = [...assembly.resources.values()];
  const ofType = (...types: string[]) => resources.filter(({ type }) => types.includes(type));
  const resolve = createResolver({
    identities: identify(assembly, { apiUrl, answers }),
    parameters: assembly.parameters,
    rewrite: localAddresses(ofType('AWS::ApiGatewayV2::Api')[0], apiUrl),
  });
  const tables = ofType('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map((one) =>
    parseTable(one, resolve),
  );
  const functions = ofType('AWS::Lambda::Function').map((one) => parseFunction(one, assembly, resolve));
  const secrets = ofType('AWS::SecretsManager::Secret').map((one) => parseSecret(one, resolve));
  requireUniqueNames('table', tables);
  requireUniqueNames('function', functions);
  requireUniqueNames('secret', secrets);
  const api = parseApi(resources, resolve);
  return {
    resolve,
    tables,
    functions,
    secrets,
    roles: parseRoles(resources, resolve),
    permissions: parsePermissions(resources, resolve),
    schedules: ofType('AWS::Events::Rule', 'AWS::Scheduler::Schedule').flatMap((one) =>
      parseSchedule(one, resolve),
    ),
    customResources: resources.filter(isCustomResource),
    api,
  };
}

/** Replaces the API's address at AWS, which templates put together themselves, by the local one. */
function localAddresses(api: TemplateResource | undefined, apiUrl: () => string): (text: string) => string {
  if (!api) return (text) => text;
  const atAws = `https://${apiId(api.logicalId)}.execute-api.us-east-1.amazonaws.com`;
  return (text) => text.replaceAll(atAws, () => apiUrl());
}

/** Without a name of their own, resources get their construct's name locally: two must not share one. */
function requireUniqueNames(kind: string, specs: readonly { name: string }[]): void {
  const names = new Set<string>();
  for (const { name } of specs) {
    if (names.has(name))
      throw new UnknownInTemplate(`Two resources would be the ${kind} ${name}: name one differently.`);
    names.add(name);
  }
}

/** The function that a schedule invokes. @throws {UnknownInTemplate} when it is missing or not permitted */
export function scheduleTarget(
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

/** @throws when this Node has another major version than the function's runtime */
export function checkRuntime({ name, runtimeMajor }: FunctionSpec): void {
  const major = Number(process.versions.node.split('.')[0]);
  if (major !== runtimeMajor) {
    throw new Error(
      `The function ${name} runs on Node ${runtimeMajor}, this is Node ${process.versions.node}: start with the Node that npm installed here (npm start).`,
    );
  }
}
