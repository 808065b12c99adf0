import * as z from 'zod/mini';
import { RetryableError } from '../../../desk/retryable-error.ts';

/** The errors by which DynamoDB says that it is asked too much; unlike its others of this class, time mends them. */
const THROTTLED = [
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'ThrottlingError',
];

const serviceError = z.object({
  $fault: z.enum(['client', 'server']),
  $metadata: z.optional(z.object({ httpStatusCode: z.optional(z.number()) })),
});

/** Whether the table, and not what it was asked, is why this failed: the same may succeed in a moment. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof RetryableError || THROTTLED.includes(error.name)) return true;
  const { success, data } = z.safeParse(serviceError, error);
  if (success) return data.$fault === 'server' || (data.$metadata?.httpStatusCode ?? 0) >= 500;
  // No answer came: Node's own errors of a connection have a code, the SDK's a name.
  return error.name === 'TimeoutError' || ('code' in error && /^E[A-Z_]+$/.test(String(error.code)));
}
