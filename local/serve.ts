import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
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
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    const refused = refusal(request, origins.has);
    if (refused === undefined) return void listener(request, response);
    response.writeHead(403, { 'content-type': 'application/json' }).end(JSON.stringify({ error: refused }));
  });
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

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
}
