import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { refusal } from '../loopback.ts';

export interface LocalServer {
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Longer than any pause in a test or a demo: a frozen environment must not resume with a closed connection. */
const KEEP_ALIVE_MS = 60 * 60_000;

/**
 * Listens on loopback and handles only requests that no foreign page can have sent.
 *
 * @param name the server's name in errors
 * @param trusts whether pages of this origin may send requests; by default none may
 */
export async function serve(
  name: string,
  port: number,
  respond: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  trusts: (origin: string) => boolean = () => false,
): Promise<LocalServer> {
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const reason = refusal(request, trusts);
    if (reason !== undefined) {
      sendJson(response, 403, { error: reason });
      return;
    }
    respond(request, response).catch(() => response.destroy());
  });
  await listening(name, server, port);
  const { port: actual } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        server.closeAllConnections();
      }),
  };
}

function listening(name: string, server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE'
          ? `Port ${port} for ${name} is taken by another program: stop it, or choose another port.`
          : `${name} cannot listen on port ${port}: ${error.message}`;
      reject(new Error(message, { cause: error }));
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

/** A body is larger than its limit. Its unread rest is not awaited. */
export class BodyTooLarge extends Error {}

export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > limit) throw new BodyTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  type = 'application/json',
): void {
  const text = JSON.stringify(body);
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) });
  response.end(text);
}
