import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusal, type OwnOrigins } from './loopback.ts';

/** As long as in the local cloud: a client that reuses a connection must not find it closed. */
const KEEP_ALIVE_MS = 60 * 60_000;

/**
 * Serves `app` on loopback. A request with a foreign Host or Origin is rejected before it reaches any route.
 *
 * @param origins the origins whose pages may send requests; this server's own are added
 */
export async function serve(
  app: Hono,
  port: number,
  origins: OwnOrigins,
): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = getRequestListener(app.fetch);
  const openResponses = new Map<Duplex, ServerResponse>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    openResponses.set(request.socket, response);
    response.once('close', () => openResponses.delete(request.socket));
    const reason = refusal(request, origins.has);
    if (reason === undefined) return void listener(request, response);
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error: reason }));
  });
  server.on('clientError', (error, socket) => rejectMalformed(error, socket, openResponses.get(socket)));
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
  origins.add(bound);
  return {
    url: `http://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/**
 * Rejects input that is no HTTP, as Node does, but first completes the response that is open on the connection. nexmo
 * 2.9.1 and @vonage/server-sdk 2 send a DELETE with a body and no length, which parses as a second request.
 */
function rejectMalformed(error: Error, socket: Duplex, open: ServerResponse | undefined): void {
  if (open) {
    open.shouldKeepAlive = false;
    open.once('finish', () => socket.end());
  } else if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  else socket.destroy(error);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
