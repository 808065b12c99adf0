import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { OwnOrigins } from '../loopback.ts';
import type { DynamoDbStore } from './dynamodb-store.ts';
import { cut, type Emit } from './events.ts';
import type { Faults } from './faults.ts';
import { BodyTooLarge, type LocalServer, readBody, sendJson, serve } from './http-server.ts';
import { type Credentials, denial, type Principal } from './iam.ts';
import { tableArn } from './resources/identities.ts';
import type { TableSpec } from './resources/tables.ts';

const MAX_REQUEST_BYTES = 16 * 1024 * 1024;
const WRITES = new Set(['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem', 'TransactWriteItems']);
const METERED = new Set([...WRITES, 'GetItem', 'BatchGetItem', 'Query', 'Scan']);
const BY_MANY_TABLES = new Set(['BatchGetItem', 'BatchWriteItem']);

const record = z.record(z.string(), z.unknown());
const capacity = z.object({ CapacityUnits: z.number() });

interface Reply {
  status: number;
  body: unknown;
}

/** Serves DynamoDB to functions, whose roles are enforced and who meet the faults, and to owners, who may do all. */
export function serveDynamoDb({
  port,
  store,
  tables,
  clock,
  credentials,
  faults,
  emit,
  isHeard,
  origins,
}: {
  port: number;
  store: DynamoDbStore;
  tables: readonly TableSpec[];
  clock: Clock;
  credentials: Credentials;
  faults: Faults;
  emit: Emit;
  /** Whether somebody reads the events: only then what is asked and answered stands in them. */
  isHeard: boolean;
  /** Whose pages may call. */
  origins: OwnOrigins;
}): Promise<LocalServer> {
  return serve('DynamoDB', port, respond, origins.has);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const operation = String(request.headers['x-amz-target'] ?? '').split('.')[1] ?? '';
    const caller = credentials.caller(request.headers.authorization);
    const started = performance.now();
    const input = await parseInput(request);
    const reply = input
      ? await answer(request, operation, caller, input)
      : error(400, 'SerializationException', '');

    const metered = METERED.has(operation) && reply.status === 200;
    emit({
      kind: 'dynamodb',
      function: caller?.function,
      requestId: caller?.requestId(),
      operation,
      tables: input ? tablesOf(operation, input) : [],
      capacity: metered ? units(reply.body) : undefined,
      status: reply.status,
      ...(reply.status !== 200 && { error: errorType(reply.body) }),
      ms: performance.now() - started,
      ...(isHeard && { input: cut(JSON.stringify(input ?? {})), output: cut(JSON.stringify(reply.body)) }),
    });
    if (caller && reply.status === 200 && WRITES.has(operation) && faults.takeWrite(caller.function)) {
      caller.kill('it was to die after this write');
      response.destroy();
      return;
    }
    response.setHeader('date', new Date(clock.now()).toUTCString());
    sendJson(response, reply.status, strip(reply.body, input), 'application/x-amz-json-1.0');
  }

  async function answer(
    request: IncomingMessage,
    operation: string,
    caller: Principal | undefined,
    input: Record<string, unknown>,
  ): Promise<Reply> {
    if (caller) {
      if (faults.dynamodbDelayMs > 0) await clock.sleep(faults.dynamodbDelayMs);
      if (faults.dynamodbDown) return error(500, 'InternalServerError', 'The store is down.');
      if (faults.takeThrottle()) {
        return error(
          400,
          'ProvisionedThroughputExceededException',
          'The throughput of the table is exceeded.',
        );
      }
    }
    const refused = denial(caller, resourcesOf(operation, input));
    if (refused !== undefined) return error(400, 'AccessDeniedException', refused);
    const owners = ownersAnswer(operation, input, tables);
    if (owners) return owners;
    const metering = METERED.has(operation) && !Object.hasOwn(input, 'ReturnConsumedCapacity');
    const asked = metering ? { ...input, ReturnConsumedCapacity: 'TOTAL' } : input;
    const reply = await store.forward(request.headers, JSON.stringify(asked));
    const body = parseJson(reply.body);
    return errorType(body) === UNKNOWN_OPERATION ? notOffered(operation) : { status: reply.status, body };
  }
}

const UNKNOWN_OPERATION = 'UnknownOperationException';

/**
 * Says what is missing. Transactions are: the embedded store takes one item after the other, and half a transaction
 * would be worse than none.
 */
function notOffered(operation: string): Reply {
  const what = operation.startsWith('Transact')
    ? `has no transactions (${operation}): use conditional writes of single items`
    : `does not offer ${operation || 'a call without X-Amz-Target'}`;
  return error(
    400,
    UNKNOWN_OPERATION,
    `The local DynamoDB ${what}. AWS has more.`,
    'com.amazon.coral.service',
  );
}

/** What the embedded store does not offer and an owner's tools ask for. */
function ownersAnswer(
  operation: string,
  input: Record<string, unknown>,
  tables: readonly TableSpec[],
): Reply | undefined {
  const [name] = tablesOf(operation, input);
  const table = tables.find((candidate) => candidate.name === name);
  if (!table) {
    return operation.endsWith('ContinuousBackups') && name !== undefined
      ? error(400, 'TableNotFoundException', `Table not found: ${name}`)
      : undefined;
  }
  switch (operation) {
    case 'DescribeTimeToLive': {
      const AttributeName = table.timeToLiveAttribute;
      return ok({
        TimeToLiveDescription: AttributeName
          ? { TimeToLiveStatus: 'ENABLED', AttributeName }
          : { TimeToLiveStatus: 'DISABLED' },
      });
    }
    case 'UpdateTimeToLive':
      return error(400, 'ValidationException', 'TimeToLive is what the template says: change it there.');
    case 'DescribeContinuousBackups':
      return ok({
        ContinuousBackupsDescription: {
          // At AWS every table has them; what a template switches on is the recovery.
          ContinuousBackupsStatus: 'ENABLED',
          PointInTimeRecoveryDescription: {
            PointInTimeRecoveryStatus: table.pointInTimeRecovery ? 'ENABLED' : 'DISABLED',
          },
        },
      });
    case 'UpdateContinuousBackups':
      return error(
        400,
        'ValidationException',
        'Point-in-time recovery is what the template says: change it there.',
      );
    default:
      return undefined;
  }
}

const TRANSACTED = new Map([
  ['Put', 'PutItem'],
  ['Update', 'UpdateItem'],
  ['Delete', 'DeleteItem'],
  ['Get', 'GetItem'],
  ['ConditionCheck', 'ConditionCheckItem'],
]);

/** What a role must be granted for this call: one action on every table or index that it names. */
function resourcesOf(
  operation: string,
  input: Record<string, unknown>,
): { action: string; resource: string }[] {
  if (operation.startsWith('Transact')) {
    return transactItems(input).map(([kind, table]) => ({
      action: `dynamodb:${TRANSACTED.get(kind) ?? kind}`,
      resource: tableArn(table),
    }));
  }
  const index = typeof input['IndexName'] === 'string' ? `/index/${input['IndexName']}` : '';
  const tables = tablesOf(operation, input);
  return (tables.length > 0 ? tables : ['*']).map((table) => ({
    action: `dynamodb:${operation}`,
    resource: `${tableArn(table)}${index}`,
  }));
}

function tablesOf(operation: string, input: Record<string, unknown>): string[] {
  if (operation.startsWith('Transact')) return [...new Set(transactItems(input).map(([, table]) => table))];
  // A table may be named by its ARN too.
  const named = BY_MANY_TABLES.has(operation)
    ? Object.keys(asRecord(input['RequestItems']))
    : [input['TableName']];
  return named.filter((name) => typeof name === 'string').map((name) => name.split(':table/').at(-1) ?? name);
}

function transactItems(input: Record<string, unknown>): [kind: string, table: string][] {
  const items: unknown[] = Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
  return items.flatMap((item) =>
    Object.entries(asRecord(item)).map(([kind, part]): [string, string] => [
      kind,
      String(asRecord(part)['TableName']),
    ]),
  );
}

async function parseInput(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  try {
    return record.safeParse(parseJson((await readBody(request, MAX_REQUEST_BYTES)).toString())).data;
  } catch (problem) {
    if (problem instanceof BodyTooLarge) return undefined;
    throw problem;
  }
}

/** Takes out the capacity that only the timeline asked for. */
function strip(body: unknown, input: Record<string, unknown> | undefined): unknown {
  const asked = input?.['ReturnConsumedCapacity'];
  if (asked !== undefined) return body;
  const parsed = record.safeParse(body);
  if (!parsed.success) return body;
  delete parsed.data['ConsumedCapacity'];
  return parsed.data;
}

function units(body: unknown): number {
  return [asRecord(body)['ConsumedCapacity'] ?? []]
    .flat()
    .reduce<number>((sum, one) => sum + (capacity.safeParse(one).data?.CapacityUnits ?? 0), 0);
}

function errorType(body: unknown): string {
  const type = asRecord(body)['__type'];
  return (typeof type === 'string' && type.split('#').at(-1)) || 'unknown';
}

function asRecord(value: unknown): Record<string, unknown> {
  return record.safeParse(value).data ?? {};
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

function error(
  status: number,
  type: string,
  message: string,
  namespace = 'com.amazonaws.dynamodb.v20120810',
): Reply {
  return { status, body: { __type: `${namespace}#${type}`, message } };
}
