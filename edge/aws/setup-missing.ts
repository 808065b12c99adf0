import { log } from './log.ts';

/** A secret is there, but `setup` has not written it yet, or it was edited into something else. Ops were told. */
export class SecretUnusable extends Error {
  constructor(secret: string) {
    super(`The secret ${secret} does not hold what the desk needs: run the set-up command.`);
    this.name = 'SecretUnusable';
  }
}

/** Until `setup` has run, every request meets this: ops are told once in so long, not once per request. */
const TOLD_AGAIN_MS = 60_000;

let toldAt: number | undefined;

/**
 * The error for a secret that holds nothing to work with. It is logged here, as `setup-missing` and at most once a minute
 * per environment: whoever catches it does not log it again.
 *
 * @param secret the variable that names the secret
 */
export function setupMissing(secret: string): SecretUnusable {
  const now = Date.now();
  if (toldAt === undefined || Math.abs(now - toldAt) >= TOLD_AGAIN_MS) {
    toldAt = now;
    log('error', 'setup-missing', { secret, run: 'npm run setup' });
  }
  return new SecretUnusable(secret);
}
