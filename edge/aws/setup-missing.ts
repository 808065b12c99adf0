import { log } from './log.ts';

/** A secret exists, but `setup` has not written it yet, or it was edited into something unusable. It is logged already. */
export class SecretUnusable extends Error {
  constructor(secret: string) {
    super(`The secret ${secret} does not hold what the desk needs: run the set-up command.`);
    this.name = 'SecretUnusable';
  }
}

/** Until `setup` has run, every request meets this: it is logged once in this time, not once per request. */
const LOGGED_AGAIN_MS = 60_000;

let loggedAt: number | undefined;

/**
 * The error for a secret that holds nothing usable. It is logged here, as `setup-missing` and at most once a minute per
 * environment: whoever catches it does not log it again.
 *
 * @param secret the variable that names the secret
 */
export function setupMissing(secret: string): SecretUnusable {
  const now = Date.now();
  if (loggedAt === undefined || Math.abs(now - loggedAt) >= LOGGED_AGAIN_MS) {
    loggedAt = now;
    log('error', 'setup-missing', { secret, run: 'npm run setup' });
  }
  return new SecretUnusable(secret);
}
