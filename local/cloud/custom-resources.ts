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

type Kept = z.infer<typeof keptSchema>;

export interface CustomResourceOptions {
  resources: readonly TemplateResource[];
  resolve: Resolve;
  functionOf: (arn: string) => LambdaFunction | undefined;
  answers: Map<string, { physicalId: string; data: Record<string, unknown> }>;
  file: string | undefined;
  emit: Emit;
}

/**
 * Brings the template's custom resources up to date, as a deployment would: Create for a new one, Update for one whose
 * properties changed, nothing for the others. The provider PUTs its answer to the event's ResponseURL. Each answer is
 * stored in `answers` as it comes, so that a later resource can refer to it.
 */
export async function settleCustomResources(options: CustomResourceOptions): Promise<void> {
  const { resources, file } = options;
  if (resources.length === 0) return;
  const kept = (await readKept(file, keptSchema)) ?? {};
  const inbox = await openInbox();
  try {
    for (const resource of inOrder(resources)) await settle(options, { resource, kept, inbox });
  } finally {
    await inbox.close();
  }
}

/** The server behind the events' ResponseURL. */
interface Inbox {
  url: string;
  /** The body that was PUT to `<url>/<token>`; undefined when there is none. */
  received: (token: string) => unknown;
  close: () => Promise<void>;
}

async function openInbox(): Promise<Inbox> {
  const bodies = new Map<string, unknown>();
  const server = await serve('custom resources', 0, async (request, response) => {
    try {
      const token = request.url?.slice(1) ?? '';
      if (request.method !== 'PUT') throw new Error('An answer comes by PUT.');
      // CloudFormation signs its URL for an empty content type: S3 refuses any other.
      if (request.headers['content-type']) {
        response.writeHead(403).end();
        return;
      }
      bodies.set(token, JSON.parse((await readBody(request, MAX_ANSWER_BYTES)).toString()));
      response.writeHead(200).end();
    } catch {
      response.writeHead(400).end();
    }
  });
  return { url: server.url, received: (token) => bodies.get(token), close: () => server.close() };
}

async function settle(
  options: CustomResourceOptions,
  { resource, kept, inbox }: { resource: TemplateResource; kept: Kept; inbox: Inbox },
): Promise<void> {
  const { resolve, functionOf, answers, file } = options;
  const { logicalId } = resource;
  const where = `${logicalId} (${resource.type})`;
  const properties = z.record(z.string(), z.unknown()).parse(resolve(resource.properties, where));
  const before = kept[logicalId];
  if (before && isDeepStrictEqual(before.properties, properties)) {
    answers.set(logicalId, before);
    return;
  }
  const provider = functionOf(String(properties['ServiceToken']));
  if (!provider) throw new UnknownInTemplate(`${where}: its ServiceToken is no function of this stack.`);
  const answer = await askProvider(provider, {
    resource,
    where,
    properties,
    before,
    inbox,
    emit: options.emit,
  });
  const physicalId = answer.PhysicalResourceId ?? before?.physicalId ?? logicalId;
  kept[logicalId] = { properties, physicalId, data: answer.Data ?? {} };
  answers.set(logicalId, { physicalId, data: answer.Data ?? {} });
  await writeKept(file, kept);
}

/** Invokes the provider as CloudFormation does. @throws with the provider's reason when it failed or did not answer */
async function askProvider(
  provider: LambdaFunction,
  {
    resource,
    where,
    properties,
    before,
    inbox,
    emit,
  }: {
    resource: TemplateResource;
    where: string;
    properties: Record<string, unknown>;
    before: Kept[string] | undefined;
    inbox: Inbox;
    emit: Emit;
  },
): Promise<z.infer<typeof answerSchema>> {
  const token = crypto.randomUUID();
  const requestType = before ? 'Update' : 'Create';
  const result = await provider.invoke(
    {
      RequestType: requestType,
      RequestId: token,
      ResponseURL: `${inbox.url}/${token}`,
      StackId: `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/local/local`,
      LogicalResourceId: resource.logicalId,
      ResourceType: resource.type,
      ServiceToken: properties['ServiceToken'],
      ResourceProperties: properties,
      ...(before && { PhysicalResourceId: before.physicalId, OldResourceProperties: before.properties }),
    },
    'custom-resource',
  );
  const answer = answerSchema.safeParse(inbox.received(token));
  const failed = (reason: string): Error => {
    emit({ kind: 'custom-resource', resource: resource.name, requestType, status: 'FAILED' });
    return new Error(`${where}: ${requestType} failed in ${provider.spec.name}: ${reason}`);
  };
  if (!answer.success) {
    throw failed(result.kind === 'error' ? result.errorMessage : 'it put no answer to its ResponseURL.');
  }
  if (answer.data.Status === 'FAILED') throw failed(answer.data.Reason ?? 'it gave no reason.');
  emit({ kind: 'custom-resource', resource: resource.name, requestType, status: 'SUCCESS' });
  return answer.data;
}

/** Sorted so that a resource follows those that it depends on or refers to. */
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
