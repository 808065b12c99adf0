import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Agent, type IncomingHttpHeaders, request, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dynalite from 'dynalite';
import { z } from 'zod';
import { closeIterators } from './dynalite-iterators.ts';

export interface StoreReply {
  status: number;
  type: string;
  body: string;
}

/** The embedded DynamoDB that stores the items. Roles and faults are applied before it. */
export interface DynamoDbStore {
  /** Forwards a request as an SDK sent it. */
  forward(headers: IncomingHttpHeaders, body: string): Promise<StoreReply>;
  /** The local cloud's own request. @throws {StoreError} when it is refused */
  call(operation: string, input: Record<string, unknown>): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** An error response of the store, under AWS's name for it. */
export class StoreError extends Error {
  readonly type: string;
  constructor(type: string, message: string) {
    super(message);
    this.type = type;
  }
}

const KEEP_ALIVE_MS = 60 * 60_000;

const OWN_HEADERS = {
  authorization: 'AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=local',
  'x-amz-date': '19700101T000000Z',
};

/**
 * Starts dynalite behind a socket in a private directory: on a TCP port it would let every web page read the tables
 * (it answers CORS `*`).
 */
export async function openStore(path: string | undefined): Promise<DynamoDbStore> {
  if (path !== undefined) await mkdir(path, { recursive: true, mode: 0o700 });
  const directory = await mkdtemp(join(tmpdir(), 'cloud-dynamodb-'));
  const socketPath =
    process.platform === 'win32' ? `\\\\.\\pipe\\${crypto.randomUUID()}` : join(directory, 'dynalite.sock');
  closeIterators();
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(path !== undefined && { path }),
  });
  // With Node's default of 5 s, a kept connection is sometimes closed just as a request reuses it.
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });

  const forward: DynamoDbStore['forward'] = (headers, body) =>
    new Promise((resolve, reject) => {
      const forwarded = { ...headers, host: 'localhost', 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = request(
        { socketPath, agent, method: 'POST', path: '/', headers: forwarded },
        (reply) => {
          const chunks: Buffer[] = [];
          reply.on('data', (chunk: Buffer) => chunks.push(chunk));
          reply.on('error', reject);
          reply.on('end', () => {
            resolve({
              status: reply.statusCode ?? 500,
              type: reply.headers['content-type'] ?? 'application/x-amz-json-1.0',
              body: Buffer.concat(chunks).toString(),
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });

  return {
    forward,
    async call(operation, input) {
      const headers = {
        ...OWN_HEADERS,
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
      };
      const reply = await forward(headers, JSON.stringify(input));
      const body = z.record(z.string(), z.unknown()).parse(JSON.parse(reply.body));
      if (reply.status === 200) return body;
      throw new StoreError(
        String(body['__type']).split('#').at(-1) ?? '',
        String(body['message'] ?? body['Message']),
      );
    },
    async close() {
      agent.destroy();
      await closed(server);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
