import { ClientError } from '../../desk/client-error.ts';
import { countWrongKey, type GuessedKey } from '../aws/dynamodb/guesses.ts';
import { describe, log } from '../aws/log.ts';

/**
 * What the caller of a wrong key is told: 401, or 429 with a time to wait after too many of them. To be asked only when
 * the key has been compared and is wrong: nothing here holds up the right one, also not while the table is down.
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
