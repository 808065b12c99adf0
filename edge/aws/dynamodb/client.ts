import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';

/**
 * One client for all stores of an environment. A request times out early, so that the function can still answer Vonage
 * (which waits 5 s at most) when the table does not.
 */
export const dynamodb = DynamoDBDocumentClient.from(
  new DynamoDBClient({
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 500, requestTimeout: 1_200, throwOnRequestTimeout: true },
  }),
  { marshallOptions: { removeUndefinedValues: true } },
);

/** Whether a conditional write was made: false when the item was not as its condition demands. */
export async function conditionalWrite(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}

/** Until when data of the moment `at` (ms) is kept: DynamoDB's TTL, in seconds. */
export const expiresAt = (at: number, keepDays: number): number => Math.floor(at / 1000) + keepDays * 86_400;

/** DynamoDB removes expired items within days, not at once: until then readers treat them as absent. */
export const hasExpired = (item: Record<string, unknown>, now: number): boolean =>
  typeof item['expiresAt'] === 'number' && item['expiresAt'] * 1000 <= now;
