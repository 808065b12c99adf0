import { z } from 'zod';
import { type Assembly, type TemplateResource, UnknownInTemplate } from '../assembly.ts';
import type { Resolve } from '../intrinsics.ts';
import { number, parseProperties, withoutEffect } from './properties.ts';

const lambda = z.strictObject({
  FunctionName: z.string().optional(),
  Code: z.union([
    z.strictObject({ S3Bucket: z.string(), S3Key: z.string() }),
    z.strictObject({ ZipFile: z.string() }),
  ]),
  Handler: z.string().regex(/^[^.]+(\/[^.]+)*\.[^.]+$/, 'a handler is <file>.<export>'),
  Runtime: z.string().regex(/^nodejs\d+\.x$/, 'only Node runtimes run here'),
  Role: z.string(),
  MemorySize: number.default(128),
  Timeout: number.default(3),
  ReservedConcurrentExecutions: number.optional(),
  // Resolved when an environment starts: by then the custom resources are settled.
  Environment: z.strictObject({ Variables: z.record(z.string(), z.unknown()).optional() }).optional(),
  PackageType: z.literal('Zip').optional(),
  Architectures: withoutEffect,
  Description: withoutEffect,
  EphemeralStorage: withoutEffect,
  LoggingConfig: withoutEffect,
  RecursiveLoop: withoutEffect,
  RuntimeManagementConfig: withoutEffect,
  Tags: withoutEffect,
  TracingConfig: withoutEffect,
});

export interface FunctionSpec {
  logicalId: string;
  /** The construct's name. */
  name: string;
  /** `AWS_LAMBDA_FUNCTION_NAME`. */
  physicalName: string;
  arn: string;
  roleArn: string;
  runtimeMajor: number;
  code: { directory: string } | { inline: string };
  handler: string;
  memoryMb: number;
  timeoutMs: number;
  reservedConcurrency: number | undefined;
  variables(): Record<string, string>;
}

const variables = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String));

export function parseFunction(
  resource: TemplateResource,
  assembly: Assembly,
  resolve: Resolve,
): FunctionSpec {
  const { Environment: environment, ...rest } = resource.properties;
  const properties = parseProperties({ ...resource, properties: rest }, resolve, lambda);
  const where = `${resource.logicalId} (${resource.type})`;
  const unresolved = lambda.shape.Environment.safeParse(environment);
  if (!unresolved.success) throw new UnknownInTemplate(`${where}: Environment has more than Variables.`);

  return {
    logicalId: resource.logicalId,
    name: resource.name,
    physicalName: properties.FunctionName ?? resource.name,
    arn: String(resolve({ 'Fn::GetAtt': [resource.logicalId, 'Arn'] }, where)),
    roleArn: properties.Role,
    runtimeMajor: Number(/\d+/.exec(properties.Runtime)?.[0]),
    code: 'ZipFile' in properties.Code ? { inline: properties.Code.ZipFile } : asset(properties.Code.S3Key),
    handler: properties.Handler,
    memoryMb: properties.MemorySize,
    timeoutMs: properties.Timeout * 1_000,
    reservedConcurrency: properties.ReservedConcurrentExecutions,
    variables: () => variables.parse(resolve(unresolved.data?.Variables ?? {}, where)),
  };

  function asset(objectKey: string): { directory: string } {
    const directory = assembly.assetDirectory(objectKey);
    if (directory === undefined) {
      throw new UnknownInTemplate(`${where}: its code ${objectKey} is no directory asset of this assembly.`);
    }
    return { directory };
  }
}

const permission = z.strictObject({
  Action: z.literal('lambda:InvokeFunction'),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: withoutEffect,
  SourceAccount: withoutEffect,
});

/** Which services may invoke which functions. A permission's source is not compared. */
export function parsePermissions(
  resources: Iterable<TemplateResource>,
  resolve: Resolve,
): { allows(service: string, spec: FunctionSpec): boolean } {
  const granted = new Set<string>();
  for (const resource of resources) {
    if (resource.type !== 'AWS::Lambda::Permission') continue;
    const { FunctionName, Principal } = parseProperties(resource, resolve, permission);
    granted.add(`${Principal} ${FunctionName}`);
  }
  return {
    allows: (service, { arn, physicalName }) =>
      granted.has(`${service} ${arn}`) || granted.has(`${service} ${physicalName}`),
  };
}
