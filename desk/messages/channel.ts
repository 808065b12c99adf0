import type { Limits, Settings } from '../settings.ts';
import type { SmsContent, SmsPayload } from './sms/encoding.ts';

/** The ways by which a text reaches a customer. */
export const CHANNEL_NAMES = ['sms'] as const;
export type ChannelName = (typeof CHANNEL_NAMES)[number];

/** Where a message comes from or goes to. */
export interface ChannelAddress {
  /** The customer's key: E.164 digits, or the sender's name as Vonage delivered it. */
  customer: string;
  /** `sms` where absent. */
  channel?: ChannelName;
  /** The customer's address on the channel; where absent, it is `customer`: for SMS the key is the address. */
  address?: string;
}

export const addressOf = ({ address, customer }: ChannelAddress): string => address ?? customer;

/** A text in the form in which its channel stores and sends it, with what that takes. */
export type ChannelContent = SmsContent;

/** What the sender needs of that content. */
export type ChannelPayload = SmsPayload;

/** Why nothing can be sent to an address. */
export type AddressProblem = 'no-phone-number' | 'country-not-allowed';

/** What differs from one channel to another. Outbox and send policy ask it, and know no encoding themselves. */
export interface Channel {
  compose(text: string): ChannelContent;
  payload(content: ChannelContent): ChannelPayload;
  isTooLong(content: ChannelContent, limits: Limits): boolean;
  /** Undefined where texts may be sent to `address`. */
  addressProblem(address: string, settings: Settings): AddressProblem | undefined;
}
