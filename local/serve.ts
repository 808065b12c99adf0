import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusal, type OwnOrigins } from './loopback.ts';

/** As on the cloud's side: who kept a connection must not find it closed. */
const KEEP_ALIVE_MS = 60 * 60_000;

/**
 * Serves `app` on loopback; a foreign Host or Origin is refused before any route sees the request.
 *
 * @param origins whose pages may call; this server's are added
 */
export async function serve(
  app: Hono,
  port: number,
  origins: OwnOrigins,
): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = getRequestListener(app.fetch);
  const answering = new Map<Duplex, ServerResponse>();
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    answering.set(request.socket, response);
    response.once('close', () => answering.delete(request.socket));
    const refused = refusal(request, origins.has);
    if (refused === undefined) return void listener(request, response);
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error: refused }));
  });
  server.on('clientError', (error, socket) => refuse(error, socket, answering.get(socket)));
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
 * Refuses what is no HTTP, as Node does; but a request that came before it on the connection is answered first. nexmo
 * 2.9.1 and @vonage/server-sdk 2 send a DELETE with a body and no length, which reads as the next request.
 */
function refuse(error: Error, socket: Duplex, underWay: ServerResponse | undefined): void {
  if (underWay) {
    underWay.shouldKeepAlive = false;
    underWay.once('finish', () => socket.end());
  } else if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  else socket.destroy(error);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
