import type { SmsWebhookMethod } from '../account.ts';
import type { RentedNumber } from '../state.ts';

/** A text that a customer sends, and how its webhooks are to be delivered. */
export interface InboundText {
  from: string;
  number: RentedNumber;
  text: string;
  method: SmsWebhookMethod;
  /** How often each webhook is delivered. */
  copies: number;
  /** Deliver as concatenated parts: so many, or (`true`) as many as a handset makes. */
  split: number | boolean;
  /** The 1-based numbers of the parts in the order of their delivery; a part that is missing is never delivered. */
  order: number[] | undefined;
  /** Which API the account has chosen for SMS. */
  as: 'sms' | 'messages';
}

/** One webhook's share of a text: a concatenated part, or all of it. */
export interface Part {
  messageId: string;
  text: string;
  /** 1-based. */
  number: number;
}
