import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { type TemplateResource, UnknownInTemplate } from './assembly.ts';
import type { Emit } from './events.ts';
import type { LambdaFunction } from './function.ts';
import { readBody, serve } from './http-server.ts';
import { readKept, writeKept } from './kept-file.ts';
import { ACCOUNT_ID, REGION, type Resolve } from './intrinsics.ts';

const MAX_ANSWER_BYTES = 64 * 1024;

const answerSchema = z.object({
  Status: z.enum(['SUCCESS', 'FAILED']),
  Reason: z.string().optional(),
  PhysicalResourceId: z.string().optional(),
  Data: z.record(z.string(), z.unknown()).optional(),
});

const keptSchema = z.record(
  z.string(),
  z.object({
    properties: z.record(z.string(), z.unknown()),
    physicalId: z.string(),
    data: z.record(z.string(), z.unknown()),
  }),
);

/**
 * Brings the template's custom resources up to date, as a deployment would: Create for a new one, Update for one whose
 * properties changed, nothing for the others. The provider PUTs its answer to the event's ResponseURL. Answers go into
 * `answers` as they come, so that a later resource can refer to them.
 */
export async function settleCustomResources({
  resources,
  resolve,
  functionOf,
  answers,
  file,
  emit,
}: {
  resources: readonly TemplateResource[];
  resolve: Resolve;
  functionOf: (arn: string) => LambdaFunction | undefined;
  answers: Map<string, { physicalId: string; data: Record<string, unknown> }>;
  file: string | undefined;
  emit: Emit;
}): Promise<void> {
  if (resources.length === 0) return;
  const kept = (await readKept(file, keptSchema)) ?? {};
  const received = new Map<string, unknown>();
  const server = await serve('custom resources', 0, async (request, response) => {
    try {
      const token = request.url?.slice(1) ?? '';
      if (request.method !== 'PUT') throw new Error('An answer comes by PUT.');
      // CloudFormation signs its URL for an empty content type: S3 refuses any other.
      if (request.headers['content-type']) {
        response.writeHead(403).end();
        return;
      }
      received.set(token, JSON.parse((await readBody(request, MAX_ANSWER_BYTES)).toString()));
      response.writeHead(200).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  try {
    for (const resource of inOrder(resources)) await settle(resource);
  } finally {
    await server.close();
  }

  async function settle(resource: TemplateResource): Promise<void> {
    const where = `${resource.logicalId} (${resource.type})`;
    const properties = z.record(z.string(), z.unknown()).parse(resolve(resource.properties, where));
    const before = kept[resource.logicalId];
    if (before && isDeepStrictEqual(before.properties, properties)) {
      answers.set(resource.logicalId, before);
      return;
    }
    const provider = functionOf(String(properties['ServiceToken']));
    if (!provider) throw new UnknownInTemplate(`${where}: its ServiceToken is no function of this stack.`);

    const token = crypto.randomUUID();
    const requestType = before ? 'Update' : 'Create';
    const result = await provider.invoke(
      {
        RequestType: requestType,
        RequestId: token,
        ResponseURL: `${server.url}/${token}`,
        StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/local/local`,
        LogicalResourceId: resource.logicalId,
        ResourceType: resource.type,
        ServiceToken: properties['ServiceToken'],
        ResourceProperties: properties,
        ...(before && { PhysicalResourceId: before.physicalId, OldResourceProperties: before.properties }),
      },
      'custom-resource',
    );
    const answer = answerSchema.safeParse(received.get(token));
    const failed = (reason: string): Error => {
      emit({ kind: 'custom-resource', resource: resource.name, requestType, status: 'FAILED' });
      return new Error(`${where}: ${requestType} failed in ${provider.spec.name}: ${reason}`);
    };
    if (!answer.success) {
      throw failed(result.kind === 'error' ? result.errorMessage : 'it put no answer to its ResponseURL.');
    }
    if (answer.data.Status === 'FAILED') throw failed(answer.data.Reason ?? 'it gave no reason.');
    emit({ kind: 'custom-resource', resource: resource.name, requestType, status: 'SUCCESS' });
    const physicalId = answer.data.PhysicalResourceId ?? before?.physicalId ?? resource.logicalId;
    kept[resource.logicalId] = { properties, physicalId, data: answer.data.Data ?? {} };
    answers.set(resource.logicalId, { physicalId, data: answer.data.Data ?? {} });
    await writeKept(file, kept);
  }
}

/** Those that others depend on, or refer to, come first. */
function inOrder(resources: readonly TemplateResource[]): TemplateResource[] {
  const ordered: TemplateResource[] = [];
  const seen = new Set<string>();
  const visit = (resource: TemplateResource): void => {
    if (seen.has(resource.logicalId)) return;
    seen.add(resource.logicalId);
    const text = JSON.stringify(resource.properties);
    for (const other of resources) {
      if (resource.dependsOn.includes(other.logicalId) || text.includes(`"${other.logicalId}`)) visit(other);
    }
    ordered.push(resource);
  };
  resources.forEach(visit);
  return ordered;
}
