import type { IncomingMessage } from 'node:http';

/** The names under which a server bound to loopback may be addressed. */
const LOOPBACK_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** The origins of the servers that run here together: pages of theirs may call each other, and nobody else's may. */
export interface OwnOrigins {
  /** A server of ours listens on this port. */
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
 * Why a request must be refused, or undefined when it may pass. A page on the internet, or one that another program
 * serves on another port of this machine, can make a browser call us: its `Origin` gives it away, and a name rebound to
 * 127.0.0.1 shows in `Host`. Requests that carry no `Origin` (curl, SDKs, tools with a server of their own, a person's
 * own navigation) pass.
 *
 * @param trusts whether pages of this origin may call
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
