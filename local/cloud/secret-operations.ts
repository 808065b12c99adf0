import { z } from 'zod';
import { secretArn } from './resources/identities.ts';
import type { SecretStore } from './secret-store.ts';

/** An error response of Secrets Manager, under AWS's name for it. */
export class ServiceError extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

const secretId = z.object({ SecretId: z.string().min(1).max(2048) });
const value = { SecretString: z.string().max(65_536), ClientRequestToken: z.string().optional() };

const inputs = {
  GetSecretValue: secretId.extend({
    VersionId: z.string().optional(),
    VersionStage: z.enum(['AWSCURRENT', 'AWSPREVIOUS']).optional(),
  }),
  DescribeSecret: secretId,
  PutSecretValue: secretId.extend(value),
  UpdateSecret: secretId.extend({ ...value, SecretString: value.SecretString.optional() }),
  CreateSecret: z.object({
    ...value,
    Name: z.string().min(1).max(512),
    SecretString: value.SecretString.optional(),
  }),
  ListSecrets: z.object({}),
};

/** Returns the output, or a promise of it. */
type Operation = (store: SecretStore, input: unknown) => unknown;

const OPERATIONS = new Map<string, Operation>([
  ['GetSecretValue', getSecretValue],
  ['DescribeSecret', describeSecret],
  ['ListSecrets', listSecrets],
  ['PutSecretValue', putSecretValue],
  ['UpdateSecret', updateSecret],
  ['CreateSecret', createSecret],
]);

/** Performs an operation and returns its output. @throws {ServiceError} */
export async function performOperation(
  store: SecretStore,
  operation: string,
  input: unknown,
): Promise<unknown> {
  const perform = OPERATIONS.get(operation);
  if (!perform)
    throw new ServiceError('UnknownOperationException', `The local cloud does not know ${operation}.`);
  return await perform(store, input);
}

/** The name of the secret that an operation is about; undefined when it names none. */
export function secretNameIn(store: SecretStore, input: unknown): string | undefined {
  const id = secretId.safeParse(input).data?.SecretId ?? inputs.CreateSecret.safeParse(input).data?.Name;
  return id === undefined ? undefined : nameOf(store, id);
}

function getSecretValue(store: SecretStore, input: unknown): unknown {
  const { SecretId, VersionStage, VersionId } = parse(inputs.GetSecretValue, input);
  const name = existingName(store, SecretId);
  const { current, previous } = store.get(name) ?? {};
  const byStage = VersionStage === 'AWSPREVIOUS' ? previous : current;
  const found = VersionId === undefined ? byStage : [current, previous].find((one) => one?.id === VersionId);
  if (!found) throw notFound('secret value for staging label: AWSCURRENT');
  return {
    ...identity(name),
    VersionId: found.id,
    SecretString: found.value,
    VersionStages: [found === current ? 'AWSCURRENT' : 'AWSPREVIOUS'],
    CreatedDate: found.createdAt / 1_000,
  };
}

function describeSecret(store: SecretStore, input: unknown): unknown {
  return description(store, existingName(store, parse(inputs.DescribeSecret, input).SecretId));
}

function listSecrets(store: SecretStore, input: unknown): unknown {
  parse(inputs.ListSecrets, input);
  return { SecretList: store.names().map((name) => description(store, name)) };
}

async function putSecretValue(store: SecretStore, input: unknown): Promise<unknown> {
  const { SecretId, SecretString, ClientRequestToken } = parse(inputs.PutSecretValue, input);
  const name = existingName(store, SecretId);
  const VersionId = await store.put(name, SecretString, ClientRequestToken);
  return { ...identity(name), VersionId, VersionStages: ['AWSCURRENT'] };
}

async function updateSecret(store: SecretStore, input: unknown): Promise<unknown> {
  const { SecretId, SecretString, ClientRequestToken } = parse(inputs.UpdateSecret, input);
  const name = existingName(store, SecretId);
  if (SecretString === undefined) return identity(name);
  return { ...identity(name), VersionId: await store.put(name, SecretString, ClientRequestToken) };
}

async function createSecret(store: SecretStore, input: unknown): Promise<unknown> {
  const { Name, SecretString, ClientRequestToken } = parse(inputs.CreateSecret, input);
  if (store.get(Name))
    throw new ServiceError('ResourceExistsException', `The secret ${Name} already exists.`);
  await store.create(Name, SecretString, ClientRequestToken);
  return { ...identity(Name), VersionId: store.get(Name)?.current?.id };
}

/** A secret's id may be its name, its ARN, or its ARN without the six last characters. */
function nameOf(store: SecretStore, id: string): string {
  return (
    store.names().find((name) => [name, secretArn(name), secretArn(name).slice(0, -7)].includes(id)) ?? id
  );
}

function existingName(store: SecretStore, id: string): string {
  const name = nameOf(store, id);
  if (!store.get(name)) throw notFound('specified secret.');
  return name;
}

function description(store: SecretStore, name: string): unknown {
  const { createdAt = 0, current, previous } = store.get(name) ?? {};
  return {
    ...identity(name),
    CreatedDate: createdAt / 1_000,
    LastChangedDate: (current?.createdAt ?? createdAt) / 1_000,
    VersionIdsToStages: {
      ...(previous && { [previous.id]: ['AWSPREVIOUS'] }),
      ...(current && { [current.id]: ['AWSCURRENT'] }),
    },
  };
}

function identity(name: string): { ARN: string; Name: string } {
  return { ARN: secretArn(name), Name: name };
}

function notFound(what: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', `Secrets Manager can't find the ${what}`);
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new ServiceError('InvalidParameterException', z.prettifyError(result.error));
}
