import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * One client for all stores of an environment. A call is given up early, so that the function itself can still answer
 * Vonage (which waits 5 s at most) when the table does not.
 */
export const dynamodb = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_200, throwOnRequestTimeout: true },
  }),
  { marshallOptions: { removeUndefinedValues: true } },
);

/** Awaits a conditional write: true when it won, false when the item was not as its condition wants it. */
export async function conditionalWrite(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** Until when what is of the moment `at` (ms) is kept: DynamoDB's TTL, in seconds. */
export const expiresAt = (at: number, keepDays: number): number => Math.floor(at / 1000) + keepDays * 86_400;

/** DynamoDB removes what has expired within days, not at once: until then it is read as if it were gone. */
export const hasExpired = (item: Record<string, unknown>, now: number): boolean =>
  typeof item['expiresAt'] === 'number' && item['expiresAt'] * 1000 <= now;
