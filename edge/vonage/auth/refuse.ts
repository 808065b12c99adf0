import { RetryableError } from '../../../desk/retryable-error.ts';
import { ClientError } from '../../../desk/client-error.ts';
import type { Reason } from './reasons.ts';
import { setupMissing } from '../../aws/setup-missing.ts';

/**
 * What a webhook is answered whose proof failed: 401, as a rule. One at our own URL that came unsigned is to come again,
 * signed, and what cannot be checked for want of a secret is no fault of the caller's: both are 503, which Vonage
 * retries. Each has a reason of its own in the log.
 */
export function authenticationError(reason: Reason): Error {
  if (reason === 'unsigned-webhook') return new RetryableError(reason);
  if (reason === 'no-secret') return setupMissing('PROOFS_SECRET');
  return new ClientError(
    401,
    reason,
    'This webhook did not prove that it comes from Vonage: check its token and signature.',
  );
}
