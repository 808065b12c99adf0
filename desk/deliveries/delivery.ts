import type { Moment } from '../messages/message.ts';
import type { Language } from '../../contract/languages.ts';
import { digitIn } from './digit-in.ts';

/** What a customer may answer to a notification. */
export interface Option {
  /** One digit, as the customer types it. */
  digit: string;
  label: string;
  /** What the choice does, in a word for the shop's backend, such as `post-office`. */
  effect: string;
}

/** A delivery that a customer was told of. Times are ms since the epoch. */
export interface Delivery {
  /** Sortable by time, see {@link firstIdAt}; tells nothing of the customer. */
  id: string;
  customer: string;
  businessNumber: string;
  createdAt: number;
  language: Language;
  day: string;
  /** Such as "8am and 2pm". */
  window: string;
  options: Option[];
  /** Until then the customer may choose, and choose again. */
  closesAt: number;
  /** Quiet hours do not hold its notification. */
  transactional: boolean;
  /** The id of the text that tells of it. */
  notification: string;
  /** The customer never got that text: no reply is waited for. */
  withdrawn?: true;
  choice?: Choice;
  /** The replies that were answered with the options: at most two, see `OPTIONS_AT_MOST`. */
  askedBy: string[];
}

/** The option that stands, since the moment at which the customer said so. */
export interface Choice extends Option, Moment {
  /** The id of the reply. */
  by: string;
  /** The last reply that said the same again soon after: what is older than it is no news. */
  again?: Moment & { by: string };
  /** Counts the changes: each is made on the one that was seen. */
  version: number;
}

/** A person reads the options again; a machine that answers machines stops costing money after two. */
export const OPTIONS_AT_MOST = 2;

/** The longest that a delivery may stay open. */
export const OPEN_AT_MOST_MS = 60 * 86_400_000;

/** Vonage tells in whole seconds when a text was sent. */
const SECOND_MS = 1_000;

/** What the rules of deliveries need of a store; each write is one conditional write. */
export interface DeliveryStore {
  putIfAbsent(delivery: Delivery): Promise<void>;
  /**
   * The delivery that a text sent at `at` answers: the newest that the customer had been told of, and whose window was
   * open; where the clocks say that there was none yet, the newest. Read consistently.
   */
  newestOpen(customer: string, at: number): Promise<Delivery | undefined>;
  /** Stores the choice, if the one that stands is still `seen`. False when it is not. */
  choose(delivery: Delivery, choice: Choice, seen: Choice | undefined): Promise<boolean>;
  /** Counts `messageId` among those answered with the options. False when there are two others already. */
  ask(delivery: Delivery, messageId: string): Promise<boolean>;
  /** Marks the delivery withdrawn, if it is this `notification` that told of it. */
  withdraw(delivery: Pick<Delivery, 'customer' | 'id' | 'notification'>): Promise<void>;
  /** Read consistently. */
  find(customer: string, id: string): Promise<Delivery | undefined>;
  byId(id: string): Promise<Delivery | undefined>;
}

/** No id of a delivery that was made at `at` or later sorts before it. */
export const firstIdAt = (at: number): string => at.toString(36).padStart(9, '0');

export const isOpen = ({ closesAt, withdrawn }: Delivery, at: number): boolean => closesAt > at && !withdrawn;

/** Whether a text that was sent at `at` can answer it. */
export const wasToldBy = ({ createdAt }: Delivery, at: number): boolean => createdAt < at + SECOND_MS;

/** The option that a reply means, or undefined: see {@link digitIn}. */
export function optionFor<T extends { digit: string }>(text: string, options: T[]): T | undefined {
  const digit = digitIn(text);
  return options.find((option) => option.digit === digit);
}

/** The options as a sentence's part: `1 (tomorrow), 2 (Thursday) or 3 (deliver to post office)`. */
export function listOptions(options: Pick<Option, 'digit' | 'label'>[], or: string): string {
  const named = options.map(({ digit, label }) => `${digit} (${label})`);
  const last = named.pop() ?? '';
  return named.length > 0 ? `${named.join(', ')} ${or} ${last}` : last;
}
