import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { refusal } from './loopback.ts';

/** As on the cloud's side: who kept a connection must not find it closed. */
const KEEP_ALIVE_MS = 60 * 60_000;

/** Serves `app` on loopback; a foreign Host or Origin is refused before any route sees the request. */
export async function serve(app: Hono, port: number): Promise<{ url: string; close: () => Promise<void> }> {
  const listener = getRequestListener(app.fetch);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const refused = refusal(request);
    if (refused === undefined) return void listener(request, response);
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error: refused }));
  });
  server.on('clientError', refuseUnlessAnswered);
  await listen(server, port);
  const { port: bound } = server.address() as AddressInfo;
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
 * As Node refuses what is no HTTP, but for what follows a request that said `Connection: close`: that request is answered
 * all the same. nexmo 2.9.1 and @vonage/server-sdk 2 send a DELETE so, with a body and no length.
 */
function refuseUnlessAnswered(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === 'HPE_CLOSED_CONNECTION') return;
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  else socket.destroy(error);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
