import * as z from 'zod/mini';
import { RetryableError } from '../../../desk/retryable-error.ts';

/** DynamoDB's errors for throttling: client errors by class, and transient unlike the others. */
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

/** Whether the table failed, and not the request: the same request may succeed in a moment. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof RetryableError || THROTTLED.includes(error.name)) return true;
  const { success, data } = z.safeParse(serviceError, error);
  if (success) return data.$fault === 'server' || (data.$metadata?.httpStatusCode ?? 0) >= 500;
  // Without a response: Node's connection errors have a code, the SDK's a name.
  return error.name === 'TimeoutError' || ('code' in error && /^E[A-Z_]+$/.test(String(error.code)));
}
