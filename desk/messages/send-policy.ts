import type { Customer } from '../customers/customer.ts';
import type { AccountHold, AccountTrouble } from './account-hold.ts';
import type { BlockReason } from './block-reason.ts';
import type { ChannelAddress, ChannelContent } from './channel.ts';

/** Decides, as the last step before a send, whether a text may be sent now. */
export interface SendPolicy {
  /** Checked before each try. A text that may be sent is counted against the limits, once however often it is checked. */
  check(text: OutgoingText): Promise<Decision>;
  /**
   * Vonage refused a text because of the account. From then on only the sweep sends, until the account works again.
   *
   * @returns false where Vonage in fact refused this one recipient: nothing is held
   */
  holdAccount(text: Pick<OutgoingText, 'businessNumber'>, rejection: AccountRejection): Promise<boolean>;
}

export type Decision =
  | { action: 'send' }
  /** Send it after `until`, ms since the epoch; where absent, when the account works again. */
  | { action: 'hold'; reason: HeldFor; until?: number }
  /** Never send it. */
  | { action: 'block'; reason: BlockReason };

/** Why a text is held. */
export type HeldFor = 'quiet-hours' | 'daily-limit' | AccountTrouble;

/** What Vonage said of the account. */
export interface AccountRejection {
  trouble: AccountTrouble;
  /** The account's balance in its currency, where Vonage answered a request for it. */
  credit?: number | undefined;
}

/** What the rules read of a text. */
export interface OutgoingText extends ChannelAddress, ChannelContent {
  id: string;
  businessNumber: string;
  /** When it was requested, ms since the epoch. */
  at: number;
  /** Quiet hours hold it until morning. */
  quiet?: true;
  /** The confirmation of a STOP: the only text that may follow it. */
  confirmsStop?: true;
  /** Blocked after this moment, ms since the epoch. */
  sendBy?: number;
  origin?: Origin;
}

/**
 * What requested a text that neither an agent wrote nor a customer's text asked for: the shop's notification, or a
 * phone call, whose caller id anybody can forge.
 */
export const ORIGINS = ['shop', 'call'] as const;
export type Origin = (typeof ORIGINS)[number];

export interface SendPolicyStore {
  /** Reads consistently what the customer wants, and what was sent on `day` (`YYYY-MM-DD`, UTC). */
  standing(customer: string, day: string, allowance?: Allowance): Promise<Standing>;
  /**
   * Counts text `id` among those of `day`, in the allowance and for the customer; false, and not counted for the
   * customer, when the customer has had `limit` texts.
   */
  count(customer: string, day: string, id: string, limit: number, allowance?: Allowance): Promise<boolean>;
}

/** The counter of a day's texts to everybody. Unsolicited texts have one of their own, so that calls cannot use up `texts`. */
export type Allowance = 'texts' | 'unsolicited';

export interface Standing {
  customer: Customer | undefined;
  /** The ids counted for this customer. */
  sent: string[];
  /** Texts to everybody, by the allowance. Exact but for environments that read the last free one at the same moment. */
  sentToAll: number;
  /** While Vonage refuses the account. */
  hold?: AccountHold | undefined;
}
