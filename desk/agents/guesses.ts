/** What is stored of the wrong keys that were presented for one identity. */
export interface Guesses {
  wrong: number;
  /** ms since the epoch: until then a further wrong key is not counted, and is answered with a wait. */
  pausedUntil: number;
}

/** So many wrong keys are answered without a pause: people mistype. */
const FREE = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;
/** After so long without a wrong key, counting starts again. */
const FORGOTTEN_MS = 15 * 60_000;

/**
 * What a wrong key leads to: during a pause it is not counted; else it is, and the next pause is twice as long.
 *
 * Pauses concern wrong keys only. The right key is always accepted, whatever others sent under the same name, so that
 * nobody can lock an agent out by knowing the agent's name. That is safe because no accepted key can be guessed: keys are
 * made of 24 random bytes, and a shorter one that an owner wrote is refused (see {@link isLongEnough}). What pauses are
 * for: a client with an outdated key is slowed down, ops see an attack as a count, and a flood of guesses costs one write
 * a pause instead of one each.
 */
export function onWrongKey(
  known: Guesses | undefined,
  now: number,
): { verdict: 'wait'; ms: number } | { verdict: 'counted'; next: Guesses } {
  const isForgotten = known === undefined || now > known.pausedUntil + FORGOTTEN_MS;
  if (!isForgotten && now < known.pausedUntil) return { verdict: 'wait', ms: known.pausedUntil - now };
  const wrong = (isForgotten ? 0 : known.wrong) + 1;
  return { verdict: 'counted', next: { wrong, pausedUntil: now + pauseAfter(wrong) } };
}

/** When the stored guesses may be removed, ms since the epoch. */
export const forgottenAt = ({ pausedUntil }: Guesses): number => pausedUntil + FORGOTTEN_MS;

function pauseAfter(wrong: number): number {
  if (wrong < FREE) return 0;
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(wrong - FREE, 16), LONGEST_PAUSE_MS);
}

const SHORTEST_KEY = 16;

/** Whether a key that an owner wrote by hand may be accepted: a shorter one could be guessed. */
export const isLongEnough = (key: string): boolean => key.length >= SHORTEST_KEY;
