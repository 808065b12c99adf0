import { ClientError } from '../../desk/client-error.ts';
import { countWrongKey, type GuessedKey } from '../aws/dynamodb/guesses.ts';
import { describe, log } from '../aws/log.ts';

/**
 * The error for a wrong key: 401, or 429 with a time to wait after too many of them. Only for a key that has been
 * compared and is wrong: the right one is never delayed, not even while the table is down.
 *
 * @param identity for whom the key was presented; it is stored nowhere
 * @param now ms since the epoch
 */
export async function wrongKeyError(
  kind: GuessedKey,
  identity: string,
  sentence: string,
  now: number,
): Promise<ClientError> {
  let waitMs = 0;
  try {
    waitMs = await countWrongKey(kind, identity, now);
  } catch (error) {
    log('error', 'guesses-unavailable', describe(error));
  }
  if (waitMs === 0) return new ClientError(401, `${kind}-wrong`, sentence);
  const seconds = Math.ceil(waitMs / 1000);
  return new ClientError(
    429,
    `${kind}-paused`,
    `${sentence} Too many wrong ones came: wait ${seconds} s before you try another.`,
    { retryAfterSeconds: seconds },
  );
}
