import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { OwnOrigins } from '../loopback.ts';
import {
  capacityUnits,
  isMetered,
  isWrite,
  type Json,
  requiredGrants,
  tablesOf,
  withCapacityRequest,
  withoutUnrequestedCapacity,
} from './dynamodb-operations.ts';
import { ownerOperation } from './dynamodb-owner-operations.ts';
import { errorReply, errorType, type Reply } from './dynamodb-reply.ts';
import type { DynamoDbStore } from './dynamodb-store.ts';
import { cut, type Emit } from './events.ts';
import type { Faults } from './faults.ts';
import { BodyTooLarge, type LocalServer, readBody, sendJson, serve } from './http-server.ts';
import { type Credentials, denial, type Principal } from './iam.ts';
import type { TableSpec } from './resources/tables.ts';

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;

export interface DynamoDbOptions {
  port: number;
  store: DynamoDbStore;
  tables: readonly TableSpec[];
  clock: Clock;
  credentials: Credentials;
  faults: Faults;
  emit: Emit;
  /** Whether anybody reads the events: only then they contain inputs and outputs. */
  recordBodies: boolean;
  /** Origins whose pages may send requests. */
  origins: OwnOrigins;
}

/** Serves DynamoDB to functions, to which roles and faults apply, and to owners, who have all rights. */
export function serveDynamoDb(options: DynamoDbOptions): Promise<LocalServer> {
  const { port, origins } = options;
  return serve('DynamoDB', port, (request, response) => respond(options, request, response), origins.has);
}

interface Exchange {
  request: IncomingMessage;
  operation: string;
  /** Undefined: an owner. */
  caller: Principal | undefined;
  /** Undefined: the body is no JSON object, or too large. */
  input: Json | undefined;
}

async function respond(
  options: DynamoDbOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { credentials, faults, clock } = options;
  const started = performance.now();
  const exchange: Exchange = {
    request,
    operation: String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '',
    caller: credentials.caller(request.headers.authorization),
    input: await parseInput(request),
  };
  const { operation, caller, input } = exchange;
  const reply = input
    ? await perform(options, exchange, input)
    : errorReply(400, 'SerializationException', '');
  emitOperation(options, exchange, reply, performance.now() - started);
  if (caller && reply.status === 200 && isWrite(operation) && faults.takeWrite(caller.function)) {
    caller.kill('it was to die after this write');
    response.destroy();
    return;
  }
  response.setHeader('date', new Date(clock.now()).toUTCString());
  const body = withoutUnrequestedCapacity(reply.body, input);
  sendJson(response, reply.status, body, 'application/x-amz-json-1.0');
}

async function perform(
  { store, tables, clock, faults }: DynamoDbOptions,
  { request, operation, caller }: Exchange,
  input: Json,
): Promise<Reply> {
  const fault = caller && (await applyFaults(faults, clock));
  if (fault) return fault;
  const refused = denial(caller, requiredGrants(operation, input));
  if (refused !== undefined) return errorReply(400, 'AccessDeniedException', refused);
  const settings = ownerOperation(operation, input, tables);
  if (settings) return settings;
  const forwarded = JSON.stringify(withCapacityRequest(operation, input));
  const reply = await store.forward(request.headers, forwarded);
  const body = parseJson(reply.body);
  return errorType(body) === UNKNOWN_OPERATION ? unsupported(operation) : { status: reply.status, body };
}

async function applyFaults(faults: Faults, clock: Clock): Promise<Reply | undefined> {
  if (faults.dynamodbDelayMs > 0) await clock.sleep(faults.dynamodbDelayMs);
  if (faults.dynamodbDown) return errorReply(500, 'InternalServerError', 'The store is down.');
  if (!faults.takeThrottle()) return undefined;
  return errorReply(
    400,
    'ProvisionedThroughputExceededException',
    'The throughput of the table is exceeded.',
  );
}

const UNKNOWN_OPERATION = 'UnknownOperationException';

/**
 * Names what is missing. Transactions are: the embedded store writes one item after the other, and half a transaction
 * would be worse than none.
 */
function unsupported(operation: string): Reply {
  const what = operation.startsWith('Transact')
    ? `has no transactions (${operation}): use conditional writes of single items`
    : `does not offer ${operation || 'a call without X-Amz-Target'}`;
  return errorReply(
    400,
    UNKNOWN_OPERATION,
    `The local DynamoDB ${what}. AWS has more.`,
    'com.amazon.coral.service',
  );
}

function emitOperation(
  { emit, recordBodies }: DynamoDbOptions,
  { operation, caller, input }: Exchange,
  { status, body }: Reply,
  ms: number,
): void {
  emit({
    kind: 'dynamodb',
    function: caller?.function,
    requestId: caller?.requestId(),
    operation,
    tables: input ? tablesOf(operation, input) : [],
    capacity: isMetered(operation) && status === 200 ? capacityUnits(body) : undefined,
    status,
    ...(status !== 200 && { error: errorType(body) }),
    ms,
    ...(recordBodies && { input: cut(JSON.stringify(input ?? {})), output: cut(JSON.stringify(body)) }),
  });
}

async function parseInput(request: IncomingMessage): Promise<Json | undefined> {
  try {
    const text = (await readBody(request, MAX_REQUEST_BYTES)).toString();
    return z.record(z.string(), z.unknown()).safeParse(parseJson(text)).data;
  } catch (problem) {
    if (problem instanceof BodyTooLarge) return undefined;
    throw problem;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
