import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Emit } from './events.ts';
import type { Faults } from './faults.ts';
import { type LocalServer, readBody, sendJson, serve } from './http-server.ts';
import { type Credentials, denial } from './iam.ts';
import { readKept, writeKept } from './kept-file.ts';
import { secretArn } from './resources/identities.ts';
import type { SecretSpec } from './resources/secrets.ts';

const version = z.object({ id: z.string(), value: z.string(), createdAt: z.number() });

const stored = z.record(
  z.string(),
  z.object({ createdAt: z.number(), current: version.optional(), previous: version.optional() }),
);

type Stored = z.infer<typeof stored>;

/** The secrets' values; kept in `file` (readable by its owner only) or in memory. */
export class SecretStore {
  readonly #secrets: Stored;
  readonly #file: string | undefined;
  readonly #clock: Clock;
  #saving = Promise.resolve();

  private constructor(secrets: Stored, file: string | undefined, clock: Clock) {
    this.#secrets = secrets;
    this.#file = file;
    this.#clock = clock;
  }

  /** Makes the template's secrets that are missing. */
  static async open(
    specs: readonly SecretSpec[],
    file: string | undefined,
    clock: Clock,
  ): Promise<SecretStore> {
    const store = new SecretStore((await readKept(file, stored)) ?? {}, file, clock);
    for (const spec of specs) {
      if (!store.get(spec.name)) await store.create(spec.name, spec.initialValue());
    }
    return store;
  }

  get(name: string): Stored[string] | undefined {
    return Object.hasOwn(this.#secrets, name) ? this.#secrets[name] : undefined;
  }

  names(): string[] {
    return Object.keys(this.#secrets);
  }

  async create(name: string, value: string | undefined, id?: string): Promise<void> {
    this.#secrets[name] = { createdAt: this.#clock.now() };
    if (value !== undefined) await this.put(name, value, id);
    else await this.#save();
  }

  /** Adds a version; the current one becomes the previous. Answers its id. */
  async put(name: string, value: string, id: string = crypto.randomUUID()): Promise<string> {
    const secret = this.#secrets[name];
    if (secret) {
      if (secret.current) secret.previous = secret.current;
      secret.current = { id, value, createdAt: this.#clock.now() };
    }
    await this.#save();
    return id;
  }

  #save(): Promise<void> {
    this.#saving = this.#saving.then(() => writeKept(this.#file, this.#secrets));
    return this.#saving;
  }
}

const MAX_REQUEST_BYTES = 1024 * 1024;

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

class ServiceError extends Error {
  readonly type: string;
  readonly status: number;
  constructor(type: string, message: string, status = 400) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

/** Serves Secrets Manager's JSON protocol, with roles and faults as DynamoDB's. */
export function serveSecrets({
  store,
  clock,
  credentials,
  faults,
  emit,
}: {
  store: SecretStore;
  clock: Clock;
  credentials: Credentials;
  faults: Faults;
  emit: Emit;
}): Promise<LocalServer> {
  return serve('Secrets Manager', 0, async (request, response) => {
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    const caller = credentials.caller(request.headers.authorization);
    let secret: string | undefined;
    let status = 200;
    let body: unknown;
    try {
      if (caller && faults.secretsDown)
        throw new ServiceError('InternalServiceError', 'Secrets are down.', 500);
      const input = parseJson((await readBody(request, MAX_REQUEST_BYTES)).toString());
      const named =
        secretId.safeParse(input).data?.SecretId ?? inputs.CreateSecret.safeParse(input).data?.Name;
      secret = named === undefined ? undefined : nameOf(named);
      const resource = secret === undefined ? '*' : secretArn(secret);
      const refused = denial(caller, [{ action: `secretsmanager:${operation}`, resource }]);
      if (refused !== undefined) throw new ServiceError('AccessDeniedException', refused);
      body = await perform(operation, input);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      status = error.status;
      body = { __type: error.type, Message: error.message, message: error.message };
      emit({ kind: 'secrets', ...of(), status, error: error.type });
    }
    if (status === 200) emit({ kind: 'secrets', ...of(), status });
    response.setHeader('date', new Date(clock.now()).toUTCString());
    sendJson(response, status, body, 'application/x-amz-json-1.1');

    function of() {
      return { function: caller?.function, requestId: caller?.requestId(), operation, secret };
    }
  });

  async function perform(operation: string, input: unknown): Promise<unknown> {
    switch (operation) {
      case 'GetSecretValue': {
        const { SecretId, VersionStage, VersionId } = parse(inputs.GetSecretValue, input);
        const name = existing(SecretId);
        const { current, previous } = store.get(name) ?? {};
        const wanted = VersionStage === 'AWSPREVIOUS' ? previous : current;
        const found =
          VersionId === undefined ? wanted : [current, previous].find((one) => one?.id === VersionId);
        if (!found) throw notFound('secret value for staging label: AWSCURRENT');
        return {
          ...identity(name),
          VersionId: found.id,
          SecretString: found.value,
          VersionStages: [found === current ? 'AWSCURRENT' : 'AWSPREVIOUS'],
          CreatedDate: found.createdAt / 1_000,
        };
      }
      case 'DescribeSecret':
        return described(existing(parse(inputs.DescribeSecret, input).SecretId));
      case 'ListSecrets':
        parse(inputs.ListSecrets, input);
        return { SecretList: store.names().map(described) };
      case 'PutSecretValue': {
        const { SecretId, SecretString, ClientRequestToken } = parse(inputs.PutSecretValue, input);
        const name = existing(SecretId);
        const VersionId = await store.put(name, SecretString, ClientRequestToken);
        return { ...identity(name), VersionId, VersionStages: ['AWSCURRENT'] };
      }
      case 'UpdateSecret': {
        const { SecretId, SecretString, ClientRequestToken } = parse(inputs.UpdateSecret, input);
        const name = existing(SecretId);
        if (SecretString === undefined) return identity(name);
        return { ...identity(name), VersionId: await store.put(name, SecretString, ClientRequestToken) };
      }
      case 'CreateSecret': {
        const { Name, SecretString, ClientRequestToken } = parse(inputs.CreateSecret, input);
        if (store.get(Name))
          throw new ServiceError('ResourceExistsException', `The secret ${Name} already exists.`);
        await store.create(Name, SecretString, ClientRequestToken);
        return { ...identity(Name), VersionId: store.get(Name)?.current?.id };
      }
      default:
        throw new ServiceError('UnknownOperationException', `The local cloud does not know ${operation}.`);
    }
  }

  /** A secret may be named by its name, its ARN, or its ARN without the six last characters. */
  function nameOf(id: string): string {
    return (
      store.names().find((name) => [name, secretArn(name), secretArn(name).slice(0, -7)].includes(id)) ?? id
    );
  }

  function existing(id: string): string {
    const name = nameOf(id);
    if (!store.get(name)) throw notFound('specified secret.');
    return name;
  }

  function described(name: string): unknown {
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

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'The body is no JSON.');
  }
}
