import type { Request } from '../../http/handler.ts';
import { authenticateCallback, type AuthenticatedUrl } from '../auth/callback.ts';
import { authenticationError } from '../auth/authentication-error.ts';

/**
 * Authenticates a voice webhook by its JWT, and returns what its URL carries. The JWT covers the body alone: parameters
 * of the URL count only under our MAC.
 *
 * @param handedOutFor the id of the call that the webhook is about, where only a URL that an NCCO of this very call
 *   handed out is accepted
 * @throws ClientError 401 when the token, signature or MAC is missing, wrong or stale; RetryableError for an unsigned
 *   webhook at our own URL; whatever the secrets' store throws when nothing can be verified
 */
export async function authenticateVoiceWebhook(
  request: Request,
  { handedOutFor }: { handedOutFor?: string | undefined } = {},
): Promise<AuthenticatedUrl> {
  const url = await authenticateCallback(request);
  if (handedOutFor === undefined) return url;
  if (url.by !== 'mac') throw authenticationError('missing-mac');
  if (isOfAnotherCall(url.parameters, handedOutFor)) throw authenticationError('other-call');
  return url;
}

/** A conversation's id at Vonage; ids of other kinds may name one leg of it. */
const CONVERSATION = /^CON-/;

function isOfAnotherCall(url: URLSearchParams, callId: string): boolean {
  const urlCallId = url.get('call') ?? '';
  return [callId, urlCallId].every((id) => CONVERSATION.test(id)) && callId !== urlCallId;
}
