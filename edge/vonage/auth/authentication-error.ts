import { RetryableError } from '../../../desk/retryable-error.ts';
import { ClientError } from '../../../desk/client-error.ts';
import type { Reason } from './reasons.ts';
import { setupMissing } from '../../aws/setup-missing.ts';

/**
 * The error for a webhook that could not be authenticated: 401, as a rule. An unsigned one at our own URL is to be
 * delivered again, signed, and a missing secret is no fault of the caller: both are 503, which Vonage retries. Each has a
 * reason of its own in the log.
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
