import { isCallId } from '../../../desk/calls/routing/routing-state.ts';
import { own } from '../../../desk/json-value.ts';
import type { Request } from '../../http/handler.ts';
import { isQueryUtf8, jsonBody, query } from '../../http/parameters.ts';

/**
 * The parameters of a voice webhook: its JSON body, or its query. Never throws, because a call must be answered whatever
 * comes: a body that is no JSON, and what is not UTF-8, counts as empty. A repeated parameter becomes a list.
 *
 * Read before the webhook is authenticated; nothing may be stored of it until then.
 */
export function voicePayload(request: Request): unknown {
  if (request.requestContext.http.method !== 'GET') {
    try {
      return jsonBody(request, { isSigned: true });
    } catch {
      return {};
    }
  }
  if (!isQueryUtf8(request)) return {};
  const payload: Record<string, string | string[]> = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of query(request)) {
    const before = payload[name];
    payload[name] = before === undefined ? value : [before, value].flat();
  }
  return payload;
}

/** The id of the call: its conversation, which all its legs share, else the leg. Empty where neither is named. */
export const callIdOf = (payload: unknown): string =>
  [own(payload, 'conversation_uuid'), own(payload, 'uuid')].find(isCallId) ?? '';
