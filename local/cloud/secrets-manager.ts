import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Emit } from './events.ts';
import type { Faults } from './faults.ts';
import { type LocalServer, readBody, sendJson, serve } from './http-server.ts';
import { type Credentials, denial, type Principal } from './iam.ts';
import { secretArn } from './resources/identities.ts';
import { performOperation, secretNameIn, ServiceError } from './secret-operations.ts';
import type { SecretStore } from './secret-store.ts';

const MAX_REQUEST_BYTES = 1024 * 1024;

export interface SecretsOptions {
  store: SecretStore;
  clock: Clock;
  credentials: Credentials;
  faults: Faults;
  emit: Emit;
}

/** Serves Secrets Manager's JSON protocol; roles and faults apply as for DynamoDB. */
export function serveSecrets(options: SecretsOptions): Promise<LocalServer> {
  return serve('Secrets Manager', 0, (request, response) => respond(options, request, response));
}

/** Collected step by step, so that the event of a failed request names as much as is known. */
interface Exchange {
  operation: string;
  caller: Principal | undefined;
  secret: string | undefined;
}

async function respond(
  options: SecretsOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const exchange: Exchange = {
    operation: String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '',
    caller: options.credentials.caller(request.headers.authorization),
    secret: undefined,
  };
  const { status, body, error } = await perform(options, request, exchange);
  options.emit({
    kind: 'secrets',
    function: exchange.caller?.function,
    requestId: exchange.caller?.requestId(),
    operation: exchange.operation,
    secret: exchange.secret,
    status,
    ...(error !== undefined && { error }),
  });
  response.setHeader('date', new Date(options.clock.now()).toUTCString());
  sendJson(response, status, body, 'application/x-amz-json-1.1');
}

async function perform(
  options: SecretsOptions,
  request: IncomingMessage,
  exchange: Exchange,
): Promise<{ status: number; body: unknown; error?: string }> {
  try {
    return { status: 200, body: await authorizeAndPerform(options, request, exchange) };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    const { status, type, message } = error;
    return { status, body: { __type: type, Message: message, message }, error: type };
  }
}

async function authorizeAndPerform(
  { store, faults }: SecretsOptions,
  request: IncomingMessage,
  exchange: Exchange,
): Promise<unknown> {
  const { operation, caller } = exchange;
  if (caller && faults.secretsDown) throw new ServiceError('InternalServiceError', 'Secrets are down.', 500);
  const input = parseJson((await readBody(request, MAX_REQUEST_BYTES)).toString());
  exchange.secret = secretNameIn(store, input);
  const resource = exchange.secret === undefined ? '*' : secretArn(exchange.secret);
  const refused = denial(caller, [{ action: `secretsmanager:${operation}`, resource }]);
  if (refused !== undefined) throw new ServiceError('AccessDeniedException', refused);
  return performOperation(store, operation, input);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ServiceError('SerializationException', 'The body is no JSON.');
  }
}
