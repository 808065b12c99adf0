import type { IncomingMessage } from 'node:http';

/** The names under which a server bound to loopback may be addressed. */
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Why a request must be refused, or undefined when it may pass. A page on the internet can make a browser call
 * 127.0.0.1: its `Origin` gives it away, and a name rebound to 127.0.0.1 shows in `Host`. Requests that carry no
 * `Origin` (curl, SDKs, a person's own navigation) pass.
 */
export function refusal(request: Pick<IncomingMessage, 'headers'>): string | undefined {
  const { host, origin } = request.headers;
  if (!isLoopback(`http://${host ?? ''}`)) {
    return 'This server only answers on this machine: call it as 127.0.0.1 or localhost.';
  }
  if (origin !== undefined && !isLoopback(origin)) {
    return 'This server only answers pages that were served from this machine.';
  }
  return undefined;
}

/** Whether a URL, or an origin, is this machine's own. */
export function isLoopback(url: string): boolean {
  return URL.canParse(url) && LOOPBACK_NAMES.has(new URL(url).hostname);
}
