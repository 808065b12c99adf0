import type { IncomingMessage } from 'node:http';

/** The host names that a server bound to loopback accepts. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** The origins of the servers of one local system: their pages may send requests to each other, no other page may. */
export interface OwnOrigins {
  /** Adds the origins of a server that listens on this port. */
  add: (port: number) => void;
  has: (origin: string) => boolean;
}

export function createOwnOrigins(): OwnOrigins {
  const origins = new Set<string>();
  return {
    add: (port) => {
      for (const name of LOOPBACK_NAMES) origins.add(new URL(`http://${name}:${port}`).origin);
    },
    has: (origin) => origins.has(origin),
  };
}

/**
 * The reason for rejecting a request; undefined if it is allowed. A page on the internet, or one that another program
 * serves on this machine, can make a browser send us requests: `Origin` names such a page, and `Host` reveals a DNS name
 * that was rebound to 127.0.0.1. Requests without `Origin` (curl, SDKs, servers, a user's own navigation) are allowed.
 *
 * @param trusts whether pages of this origin may send requests
 */
export function refusal(
  request: Pick<IncomingMessage, 'headers'>,
  trusts: (origin: string) => boolean,
): string | undefined {
  const { host, origin } = request.headers;
  if (!isLoopback(`http://${host ?? ''}`)) {
    return 'This server only answers on this machine: call it as 127.0.0.1 or localhost.';
  }
  if (origin !== undefined && !trusts(origin)) {
    return 'This server only answers pages of this desk: open them at the addresses that "npm start" printed.';
  }
  return undefined;
}

const isLoopback = (url: string): boolean =>
  URL.canParse(url) && LOOPBACK_NAMES.includes(new URL(url).hostname);
