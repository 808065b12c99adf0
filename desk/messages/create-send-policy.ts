import { optOutModeOf, type Settings } from '../settings.ts';
import { newHold, type HoldStore } from './account-hold.ts';
import type { AccountRejection, Allowance, SendPolicy, SendPolicyStore } from './send-policy.ts';
import { checkRequest, checkStanding, dayOf, isCounted } from './send-rules.ts';

/** @param sweeps whether the sweep is the caller: it may send while an account hold stands */
export function createSendPolicy({
  store,
  holds,
  settings,
  now,
  sweeps = false,
}: {
  store: SendPolicyStore;
  holds: Pick<HoldStore, 'replace'>;
  settings: Settings;
  now: () => number;
  sweeps?: boolean;
}): SendPolicy {
  const { textsPerRecipient } = settings.limits;
  return {
    async check(text) {
      const request = { text, settings, now: now(), isSweep: sweeps };
      const early = checkRequest(request);
      if (early) return early;

      const day = dayOf(request.now);
      const allowance: Allowance = text.origin === 'call' ? 'unsolicited' : 'texts';
      const standing = await store.standing(text.customer, day, allowance);
      const decision = checkStanding(request, standing);
      if (decision) return decision;

      if (isCounted(text, standing)) return { action: 'send' };
      const hasRoom = await store.count(text.customer, day, text.id, textsPerRecipient, allowance);
      return hasRoom ? { action: 'send' } : { action: 'block', reason: 'recipient-limit' };
    },

    async holdAccount({ businessNumber }, rejection) {
      if (isCarrierBlock(rejection, businessNumber, settings)) return false;
      await holds.replace(newHold(rejection.trouble, now()), undefined);
      return true;
    },
  };
}

/** The account can pay for any text with more than this, in its currency. */
const SUFFICIENT_CREDIT = 1;

/**
 * Vonage also answers "no credit" where a carrier blocks a toll-free number's texts to a recipient who opted out; only
 * the balance distinguishes the two. An unknown balance counts as none: a hold loses no text.
 */
const isCarrierBlock = (
  { trouble, credit = 0 }: AccountRejection,
  businessNumber: string,
  settings: Settings,
): boolean =>
  trouble === 'no-credit' &&
  optOutModeOf(settings, businessNumber) === 'tollfree' &&
  credit > SUFFICIENT_CREDIT;
