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

/** A delivery that a customer is notified of. Times are ms since the epoch. */
export interface Delivery {
  /** Sorts by time, see {@link firstIdAt}; reveals nothing of the customer. */
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
  /** The message id of its notification. */
  notification: string;
  /** The customer never gets the notification: it takes no reply. */
  withdrawn?: true;
  choice?: Choice;
  /** The replies that the options were repeated for: at most `OPTIONS_AT_MOST`. */
  askedBy: string[];
}

/** The chosen option, with the moment of the reply that chose it. */
export interface Choice extends Option, Moment {
  /** The id of the reply. */
  by: string;
  /** The last reply that repeated it soon after: older replies change nothing. */
  again?: Moment & { by: string };
  /** Counts the changes, for conditional writes. */
  version: number;
}

/** A person needs the options repeated once or twice; more would let two machines answer each other at our cost. */
export const OPTIONS_AT_MOST = 2;

/** The longest that a delivery may stay open. */
export const OPEN_AT_MOST_MS = 60 * 86_400_000;

/** Vonage's times of sending are whole seconds. */
const SECOND_MS = 1_000;

/** Each write is one conditional write. */
export interface DeliveryStore {
  putIfAbsent(delivery: Delivery): Promise<void>;
  /**
   * The delivery that a text sent at `at` answers: the newest one that was open and existed by then, see
   * {@link isAnswerableAt}; where the clocks say that none existed yet, the newest open one. Reads consistently.
   */
  newestOpen(customer: string, at: number): Promise<Delivery | undefined>;
  /** Stores the choice if the stored one is still `seen`; false when it is not. */
  setChoice(delivery: Delivery, choice: Choice, seen: Choice | undefined): Promise<boolean>;
  /** Counts `messageId` among the replies that the options are repeated for; false when the others are enough. */
  countRepeat(delivery: Delivery, messageId: string): Promise<boolean>;
  /** Marks the delivery withdrawn, if `notification` is its notification. */
  withdraw(delivery: Pick<Delivery, 'customer' | 'id' | 'notification'>): Promise<void>;
  /** Reads consistently. */
  find(customer: string, id: string): Promise<Delivery | undefined>;
  byId(id: string): Promise<Delivery | undefined>;
}

/** No id of a delivery created at `at` or later sorts before it. */
export const firstIdAt = (at: number): string => at.toString(36).padStart(9, '0');

export const isOpen = ({ closesAt, withdrawn }: Delivery, at: number): boolean => closesAt > at && !withdrawn;

/** Whether a text sent at `at` can answer it: it existed by then, to the second. */
export const isAnswerableAt = ({ createdAt }: Delivery, at: number): boolean => createdAt < at + SECOND_MS;

/** The option that a reply chooses, see {@link digitIn}. */
export function optionFor<T extends { digit: string }>(text: string, options: T[]): T | undefined {
  const digit = digitIn(text);
  return options.find((option) => option.digit === digit);
}

/** The options as part of a sentence: `1 (tomorrow), 2 (Thursday) or 3 (deliver to post office)`. */
export function listOptions(options: Pick<Option, 'digit' | 'label'>[], or: string): string {
  const named = options.map(({ digit, label }) => `${digit} (${label})`);
  const last = named.pop() ?? '';
  return named.length > 0 ? `${named.join(', ')} ${or} ${last}` : last;
}
