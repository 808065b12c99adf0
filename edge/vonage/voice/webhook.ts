import { own } from '../../../desk/ncco/findings.ts';
import { isCallId } from '../../../desk/calls/routing/routing-state.ts';
import type { Ncco } from '../../../desk/ncco/ncco.ts';
import type { Request } from '../../http/handler.ts';
import { isQueryUtf8, jsonBody, query } from '../../http/parameters.ts';
import { authenticateCallback, type AuthenticatedUrl } from '../auth/callback.ts';
import { authenticationError } from '../auth/refuse.ts';

/**
 * Returns when a voice webhook has shown that it comes from Vonage, with what its URL says. Vonage's JWT covers the body
 * alone: parameters of the URL count only under our MAC.
 *
 * @param handedOut whether only a URL that the desk handed out in an NCCO, for this call, is right
 * @throws ClientError 401 when a proof is missing, wrong or stale; RetryableError for one at our own URL that came unsigned; whatever
 *   the secrets' store throws, when it cannot be checked
 */
export async function authenticateVoiceWebhook(
  request: Request,
  { handedOut = false }: { handedOut?: boolean } = {},
): Promise<AuthenticatedUrl> {
  const url = await authenticateCallback(request);
  if (handedOut && url.by !== 'mac') throw authenticationError('missing-mac');
  if (handedOut && isOfAnotherCall(url.parameters, request)) throw authenticationError('other-call');
  return url;
}

/** A conversation's id at Vonage; ids of other kinds may name one leg of it. */
const CONVERSATION = /^CON-/;

function isOfAnotherCall(url: URLSearchParams, request: Request): boolean {
  const call = url.get('call') ?? '';
  const said = own(voiceParameters(request), 'conversation_uuid');
  return typeof said === 'string' && [said, call].every((id) => CONVERSATION.test(id)) && said !== call;
}

/** The call that a webhook is about: all its legs share its conversation. Empty where it names none. */
export function callIn(request: Request): string {
  const said = voiceParameters(request);
  return [own(said, 'conversation_uuid'), own(said, 'uuid')].find(isCallId) ?? '';
}

/**
 * What a voice webhook says: its JSON body, or its query. Nothing is refused here: a call must be answered whatever
 * comes. A repeated parameter becomes a list; a body that is no JSON, and what is not UTF-8, says nothing.
 */
export function voiceParameters(request: Request): unknown {
  if (request.requestContext.http.method !== 'GET') {
    try {
      // Nothing is done with it before its signature was checked.
      return jsonBody(request, { isSigned: true });
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

const HANDED_OUT = ['/webhooks/dtmf', '/webhooks/route', '/webhooks/event'];

/**
 * The NCCO as it leaves: each URL of ours that Vonage is to call next carries its MAC, those that ops wrote by hand too.
 * A URL for keys is bound to this call, as those of the routing are by what they say.
 */
export function withOwnUrls(
  ncco: Ncco,
  request: Request,
  { handOut }: Pick<AuthenticatedUrl, 'handOut'>,
): Ncco {
  const { origin } = new URL(dtmfUrl(request));
  const call = callIn(request);
  return ncco.map((action) => {
    if (!('eventUrl' in action) || action.eventUrl === undefined) return action;
    const [address] = action.eventUrl;
    const url = URL.canParse(address) ? new URL(address) : undefined;
    if (url?.origin !== origin || !HANDED_OUT.includes(url.pathname)) return action;
    if (url.pathname === '/webhooks/dtmf' && call !== '') url.searchParams.set('call', call);
    return { ...action, eventUrl: [handOut(url.href)] };
  });
}
