/**
 * What Vonage refuses not for the text's sake but for the account's: every other text would meet the same, until an
 * owner mends it. No such refusal ends a text.
 */
export const ACCOUNT_TROUBLES = [
  'no-credit',
  'account-barred',
  'credentials-refused',
  'account-refused',
] as const;
export type AccountTrouble = (typeof ACCOUNT_TROUBLES)[number];

export const isAccountTrouble = (reason: string | undefined): reason is AccountTrouble =>
  ACCOUNT_TROUBLES.some((trouble) => trouble === reason);

/**
 * While it stands, only the sweep sends: one text, to see whether the account is mended, and when that one is taken all
 * that waits, the oldest first. Every other text is stored, so that none overtakes what waits. Times are ms since the
 * epoch.
 */
export interface AccountHold {
  reason: AccountTrouble;
  since: number;
  /** When the next text is tried. */
  probeAt: number;
  /** How long was waited for that. */
  pauseMs: number;
}

export interface HoldStore {
  /** Read consistently. */
  find(): Promise<AccountHold | undefined>;
  /** Stores it, or removes it, if what stands is still `seen`. False when it is not. */
  replace(hold: AccountHold | undefined, seen: AccountHold | undefined): Promise<boolean>;
}

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** As long as the sweep's own timeout: until then nobody else tries. */
const CLAIM_MS = 55_000;

export const beginning = (reason: AccountTrouble, now: number): AccountHold => ({
  reason,
  since: now,
  probeAt: now + FIRST_PAUSE_MS,
  pauseMs: FIRST_PAUSE_MS,
});

/** While one sweep works on what waits. */
export const claimed = (hold: AccountHold, now: number): AccountHold => ({
  ...hold,
  probeAt: now + CLAIM_MS,
});

/** The text that was tried met the account's trouble again: the next try comes later. */
export function prolonged(hold: AccountHold, reason: AccountTrouble, now: number): AccountHold {
  const pauseMs = Math.min(hold.pauseMs * 2, LONGEST_PAUSE_MS);
  return { ...hold, reason, pauseMs, probeAt: now + pauseMs };
}

/** The account's texts are taken again; what is left goes with the next sweep. */
export const draining = (hold: AccountHold, now: number): AccountHold => ({
  ...hold,
  probeAt: now,
  pauseMs: FIRST_PAUSE_MS,
});

/** It did not come to light whether the account is mended. */
export const undecided = (hold: AccountHold, now: number): AccountHold => ({
  ...hold,
  probeAt: now + hold.pauseMs,
});
