import { webhookSecrets } from '../../aws/secrets.ts';
import type { Request } from '../../http/handler.ts';
import { parameters, query } from '../../http/parameters.ts';
import { authenticationError } from '../auth/authentication-error.ts';
import { verifySmsWebhook } from '../auth/sms-webhook.ts';

/**
 * The parameters of an SMS webhook, authenticated by the URL's token, the signature over the parameters, or both, as the
 * owner chose.
 *
 * @throws ClientError 400, 401, 415; RetryableError for an unsigned webhook at our own URL
 */
export async function authenticateSmsParameters(request: Request): Promise<Record<string, string>> {
  const { webhookToken, signatureSecret, signatureMethod, smsProof } = await webhookSecrets();
  const { token: _ours, ...params } = parameters(request);
  const verification = verifySmsWebhook({
    mode: smsProof,
    token: onlyToken(request),
    params,
    secrets: { webhookToken, signatureSecret, signatureMethod },
    now: Date.now(),
  });
  if (verification.ok) return params;
  // A signature of another kind, or in another place, is a wrong one: such a webhook is not unsigned.
  const isSigned = query(request).has('sig') || request.headers['authorization'] !== undefined;
  const { reason } = verification;
  throw authenticationError(reason === 'unsigned-webhook' && isSigned ? 'missing-signature' : reason);
}

/** Undefined when missing or repeated. */
function onlyToken(request: Request): string | undefined {
  const [token, ...more] = query(request).getAll('token');
  return more.length === 0 ? token : undefined;
}
