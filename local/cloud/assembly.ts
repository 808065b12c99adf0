import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The local cloud cannot run a part of the template as AWS would: the start fails, nothing is ignored silently. */
export class UnknownInTemplate extends Error {
  override name = 'UnknownInTemplate';
}

export interface TemplateResource {
  logicalId: string;
  /** The name that people know the resource by: the last specific segment of its construct path. */
  name: string;
  type: string;
  /** As in the template, intrinsics unresolved. */
  properties: Record<string, unknown>;
  dependsOn: string[];
}

export interface Assembly {
  resources: Map<string, TemplateResource>;
  /** Default values of the template's parameters. */
  parameters: Map<string, unknown>;
  outputs: Map<string, unknown>;
  /** The directory of a file asset, by the object key that a function's code names. */
  assetDirectory(objectKey: string): string | undefined;
}

const metadataEntries = z.record(z.string(), z.array(z.object({ type: z.string(), data: z.unknown() })));

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({
      type: z.string(),
      properties: z.object({ templateFile: z.string().optional(), file: z.string().optional() }).optional(),
      metadata: metadataEntries.optional(),
      additionalMetadataFile: z.string().optional(),
    }),
  ),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional(), packaging: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

const templateSchema = z.strictObject({
  Resources: z.record(
    z.string(),
    z.strictObject({
      Type: z.string(),
      Properties: z.record(z.string(), z.unknown()).optional(),
      DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
      Condition: z.string().optional(),
      Metadata: z.object({ 'aws:cdk:path': z.string().optional() }).optional(),
      DeletionPolicy: z.string().optional(),
      UpdateReplacePolicy: z.string().optional(),
    }),
  ),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })).optional(),
  Parameters: z.record(z.string(), z.object({ Default: z.unknown() })).optional(),
  Description: z.string().optional(),
  AWSTemplateFormatVersion: z.string().optional(),
  Metadata: z.unknown().optional(),
  // The bootstrap version check and the region table of CDK's own metadata: both concern deployments only.
  Rules: z.unknown().optional(),
  Conditions: z.unknown().optional(),
});

/** Reads a synthesized CDK app of one stack. */
export async function readAssembly(directory: string): Promise<Assembly> {
  const manifest = await readJson(join(directory, 'manifest.json'), manifestSchema);
  const artifacts = Object.values(manifest.artifacts);
  const stacks = artifacts.filter(({ type }) => type === 'aws:cloudformation:stack');
  const [stack] = stacks;
  if (!stack?.properties?.templateFile || stacks.length > 1) {
    throw new UnknownInTemplate(
      `The local cloud runs an assembly of one stack; ${directory} has ${stacks.length}.`,
    );
  }
  const template = await readJson(join(directory, stack.properties.templateFile), templateSchema);
  const metadata = stack.additionalMetadataFile
    ? await readJson(join(directory, stack.additionalMetadataFile), metadataEntries)
    : (stack.metadata ?? {});
  const assets = await assetDirectories(
    directory,
    artifacts.flatMap(({ type, properties }) =>
      type === 'cdk:asset-manifest' ? (properties?.file ?? []) : [],
    ),
  );
  return {
    resources: readResources(template, constructPaths(metadata)),
    parameters: new Map(
      Object.entries(template.Parameters ?? {}).map(([name, { Default }]) => [name, Default]),
    ),
    outputs: new Map(Object.entries(template.Outputs ?? {}).map(([name, { Value }]) => [name, Value])),
    assetDirectory: (objectKey) => assets.get(objectKey),
  };
}

function readResources(
  template: z.infer<typeof templateSchema>,
  paths: ReadonlyMap<string, string>,
): Map<string, TemplateResource> {
  const resources = new Map<string, TemplateResource>();
  for (const [logicalId, resource] of Object.entries(template.Resources)) {
    if (resource.Condition !== undefined && resource.Type !== 'AWS::CDK::Metadata') {
      throw new UnknownInTemplate(
        `${logicalId} (${resource.Type}) depends on the condition ${resource.Condition}: the local cloud does not know conditions.`,
      );
    }
    resources.set(logicalId, {
      logicalId,
      name: specificSegment(resource.Metadata?.['aws:cdk:path'] ?? paths.get(logicalId) ?? logicalId),
      type: resource.Type,
      properties: resource.Properties ?? {},
      dependsOn: [resource.DependsOn ?? []].flat(),
    });
  }
  return resources;
}

async function assetDirectories(directory: string, manifests: string[]): Promise<Map<string, string>> {
  const assets = new Map<string, string>();
  for (const manifest of manifests) {
    const { files } = await readJson(join(directory, manifest), assetsSchema);
    for (const { source, destinations } of Object.values(files)) {
      if (source.path === undefined || source.packaging !== 'zip') continue;
      for (const { objectKey } of Object.values(destinations))
        assets.set(objectKey, join(directory, source.path));
    }
  }
  return assets;
}

function constructPaths(metadata: z.infer<typeof metadataEntries>): Map<string, string> {
  const paths = new Map<string, string>();
  for (const [path, entries] of Object.entries(metadata)) {
    for (const { type, data } of entries) {
      if (type === 'aws:cdk:logicalId' && typeof data === 'string') paths.set(data, path);
    }
  }
  return paths;
}

/** Segments that name the kind of a construct, not the construct: `Frontdesk/InboundSms/Function/Resource` is `InboundSms`. */
const GENERIC_SEGMENTS = new Set(['Resource', 'Default', 'Function', 'Table', 'Secret']);

function specificSegment(path: string): string {
  const segments = path.split('/');
  return segments.findLast((segment) => !GENERIC_SEGMENTS.has(segment)) ?? path;
}

async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw new UnknownInTemplate(`${file} cannot be read: synthesize the app first.`, { cause });
  }
  const result = schema.safeParse(parsed);
  if (!result.success) throw new UnknownInTemplate(`${file}: ${z.prettifyError(result.error)}`);
  return result.data;
}
