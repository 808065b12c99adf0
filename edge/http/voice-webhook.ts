import type { Request } from './chain.ts';
import { isQueryUtf8, jsonBody, query } from './parameters.ts';
import { provenCallback } from './signed-callback.ts';

export { provenCallback as provenVoice };

/**
 * What a voice webhook says: its JSON body, or its query. Nothing is refused here: a call must be answered whatever
 * comes. A repeated parameter becomes a list; a body that is no JSON, and what is not UTF-8, says nothing.
 */
export function voiceParameters(request: Request): unknown {
  if (request.requestContext.http.method !== 'GET') {
    try {
      // Nothing is done with it before its signature was checked.
      return jsonBody(request, { isProven: true });
    } catch {
      return {};
    }
  }
  if (!isQueryUtf8(request)) return {};
  const said: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of query(request)) {
    const before = said[name];
    said[name] = before === undefined ? value : [before, value].flat();
  }
  return said;
}

/** Where Vonage sends the keys that a caller pressed: our own address, as this request reached it. */
export function dtmfUrl(request: Request): string {
  const scheme = request.headers['x-forwarded-proto'] ?? 'https';
  return `${scheme}://${request.requestContext.domainName}/webhooks/dtmf`;
}
