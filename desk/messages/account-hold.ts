/**
 * Why Vonage refuses everything that the account sends, whatever the text and whoever it is for, until an owner fixes
 * the account. A text refused for such a reason is held, never failed.
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
 * While it stands, every text is stored and only the sweep sends: first one text as a probe, and once Vonage accepts it
 * all others, oldest first, so that no new text overtakes an older one. Times are ms since the epoch.
 */
export interface AccountHold {
  reason: AccountTrouble;
  since: number;
  /** When the next probe is due. */
  probeAt: number;
  /** The pause before that probe, ms. */
  pauseMs: number;
}

export interface HoldStore {
  /** Reads consistently. */
  find(): Promise<AccountHold | undefined>;
  /** Stores `hold`, or removes the stored one, if that is still `seen`; false when it is not. */
  replace(hold: AccountHold | undefined, seen: AccountHold | undefined): Promise<boolean>;
}

const FIRST_PAUSE_MS = 60_000;
const LONGEST_PAUSE_MS = 15 * 60_000;
/** As long as the sweep's timeout: no other sweep sends meanwhile. */
const CLAIM_MS = 55_000;

export const newHold = (reason: AccountTrouble, now: number): AccountHold => ({
  reason,
  since: now,
  probeAt: now + FIRST_PAUSE_MS,
  pauseMs: FIRST_PAUSE_MS,
});

/** While one sweep works on the waiting texts. */
export const claimedHold = (hold: AccountHold, now: number): AccountHold => ({
  ...hold,
  probeAt: now + CLAIM_MS,
});

/** After a probe that Vonage refused: the pause doubles. */
export function afterFailedProbe(hold: AccountHold, reason: AccountTrouble, now: number): AccountHold {
  const pauseMs = Math.min(hold.pauseMs * 2, LONGEST_PAUSE_MS);
  return { ...hold, reason, pauseMs, probeAt: now + pauseMs };
}

/** After texts that Vonage accepted while others still wait: the next sweep continues at once. */
export const afterSending = (hold: AccountHold, now: number): AccountHold => ({
  ...hold,
  probeAt: now,
  pauseMs: FIRST_PAUSE_MS,
});

/** After a sweep that got no clear answer: the same pause again. */
export const afterNoAnswer = (hold: AccountHold, now: number): AccountHold => ({
  ...hold,
  probeAt: now + hold.pauseMs,
});
