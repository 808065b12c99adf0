/** What a customer may answer to a notification. */
export interface Option {
  /** One digit, as the customer types it. */
  digit: string;
  label: string;
}

/** A delivery that a customer was told of. Times are ms since the epoch. */
export interface Delivery {
  /** Sortable by time; tells nothing of the customer. */
  id: string;
  customer: string;
  ours: string;
  createdAt: number;
  day: string;
  /** Such as "8am and 2pm". */
  window: string;
  options: Option[];
  /** Until then the customer may choose, and choose again. */
  closesAt: number;
  choice?: Choice;
  /** The replies that were answered with the options: at most two, see `OPTIONS_AT_MOST`. */
  askedBy: string[];
}

export interface Choice {
  digit: string;
  label: string;
  /** When the reply reached the desk; an older reply never replaces a newer one. */
  at: number;
  /** The id of the reply. */
  by: string;
}

/** The tutorial's own notification, in the words of its three options. */
export const DEFAULT_OPTIONS: Option[] = [
  { digit: '1', label: 'tomorrow' },
  { digit: '2', label: 'Thursday' },
  { digit: '3', label: 'deliver to post office' },
];

/** A person reads the options again; a machine that answers machines stops costing money after two. */
export const OPTIONS_AT_MOST = 2;

/** What the rules of deliveries need of a store; each write is one conditional write. */
export interface DeliveryStore {
  putIfAbsent(delivery: Delivery): Promise<void>;
  /** The customer's newest delivery that is still open for replies, read consistently. */
  newestOpen(customer: string, now: number): Promise<Delivery | undefined>;
  /** Stores the choice. False when a newer reply's stands. */
  choose(delivery: Delivery, choice: Choice): Promise<boolean>;
  /** Counts `messageId` among those answered with the options. False when there are two others already. */
  ask(delivery: Delivery, messageId: string): Promise<boolean>;
  /** Read consistently. */
  find(customer: string, id: string): Promise<Delivery | undefined>;
  byId(id: string): Promise<Delivery | undefined>;
}

/** The option that a reply means, or undefined. Full-width digits and a closing dot or bracket are forgiven. */
export function optionFor(text: string, options: Option[]): Option | undefined {
  const digit = /^(\d)[.)!]?$/.exec(text.normalize('NFKC').trim())?.[1];
  return options.find((option) => option.digit === digit);
}

/** The options as a sentence's part: `1 (tomorrow), 2 (Thursday) or 3 (deliver to post office)`. */
export function listOptions(options: Option[], or: string): string {
  const named = options.map(({ digit, label }) => `${digit} (${label})`);
  const last = named.pop() ?? '';
  return named.length > 0 ? `${named.join(', ')} ${or} ${last}` : last;
}
