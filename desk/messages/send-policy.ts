import { isStopped } from '../consent/consent.ts';
import { countryOf } from '../numbers/country.ts';
import type { Customer } from '../customers/customer.ts';
import { ClientError } from '../client-error.ts';
import { optOutModeOf, type Settings } from '../settings.ts';
import { beginning, type AccountHold, type AccountTrouble, type HoldStore } from './account-hold.ts';
import { quietUntil } from './quiet-hours.ts';

/** The last question before a text leaves the desk. */
export interface SendPolicy {
  /** Asked just before each send; a text that may go is counted, once however often it is asked for. */
  check(text: OutgoingText): Promise<Decision>;
  /**
   * Vonage refused a text with what it says of the account. From then on nothing leaves but what the sweep tries.
   *
   * @returns false where it is this one recipient that is refused, whatever Vonage says
   */
  holdAccount(text: Pick<OutgoingText, 'businessNumber'>, refusal: AccountRejection): Promise<boolean>;
}

/** What Vonage said of the account. */
export interface AccountRejection {
  trouble: AccountTrouble;
  /** What is left on the account, in its currency; where Vonage was asked and said so. */
  credit?: number | undefined;
}

/** What the gate looks at. */
export interface OutgoingText {
  id: string;
  customer: string;
  businessNumber: string;
  parts: number;
  /** When it was decided to send it, ms since the epoch. */
  at: number;
  /** It may wait for the morning. */
  quiet?: boolean;
  /** The confirmation of a STOP, the one text that may follow it. */
  confirmsStop?: boolean;
  /** Of no use after this moment, ms since the epoch. */
  sendBy?: number;
  origin?: Origin;
}

/**
 * What a text came from, where no agent and no text of the customer's asked for it: the shop's notification, or a call,
 * whose caller id anybody can forge.
 */
export const ORIGINS = ['shop', 'call'] as const;
export type Origin = (typeof ORIGINS)[number];

/** Why a text waits. */
export type HeldFor = 'quiet-hours' | 'daily-limit' | AccountTrouble;

export type Decision =
  | { action: 'send' }
  /** Until then, ms since the epoch; without it, until the account is mended. */
  | { action: 'hold'; reason: HeldFor; until?: number }
  /** Never. */
  | { action: 'block'; reason: BlockReason };

/** Why a text never leaves: what the caller hears of it. */
const BLOCK_REASONS = {
  'opted-out': {
    status: 409,
    sentence: 'This customer has opted out of texts; only the customer can change that, with START.',
  },
  'no-phone-number': {
    status: 400,
    sentence: 'This is a short code or a name, not a phone number: it cannot be texted.',
  },
  'country-not-allowed': {
    status: 403,
    sentence: 'Texts to this country are not allowed: see "limits" in the settings.',
  },
  'recipient-limit': {
    status: 429,
    sentence: 'This number has had all the texts that it may get in one day.',
  },
  'daily-limit': { status: 429, sentence: 'All the texts that the desk may send in one day are sent.' },
  'unsolicited-limit': {
    status: 429,
    sentence: 'All the texts that callers who did not text us may get in one day are sent.',
  },
  'too-late': { status: 409, sentence: 'The time in which this text was of use is over.' },
  'text-too-long': { status: 400, sentence: 'This text takes more parts than are allowed: shorten it.' },
} as const;

export type BlockReason = keyof typeof BLOCK_REASONS;

export const isBlockReason = (reason: string | undefined): reason is BlockReason =>
  reason !== undefined && Object.hasOwn(BLOCK_REASONS, reason);

/** The refusal that tells a caller why a text does not go. */
export const blockedError = (reason: BlockReason): ClientError => {
  const { status, sentence } = BLOCK_REASONS[reason];
  return new ClientError(status, reason, sentence);
};

/** What the gate needs of a store. */
export interface SendPolicyStore {
  /** Read consistently: what the customer said, and which texts went out on `day`. */
  standing(customer: string, day: string, allowance?: Allowance): Promise<Standing>;
  /**
   * Counts text `id` among those of `day`, if the customer has had fewer than `limit`, and in the allowance. False when
   * not.
   */
  count(customer: string, day: string, id: string, limit: number, allowance?: Allowance): Promise<boolean>;
}

/** What a day's texts to everybody are counted in, `texts` unless told: strangers who call use up no answer. */
export type Allowance = 'texts' | 'unsolicited';

export interface Standing {
  customer: Customer | undefined;
  /** The ids that were counted for this customer. */
  sent: string[];
  /** Texts to everybody in the allowance. Several environments at once may each see the last one free: the limit is exact but for them. */
  sentToAll: number;
  /** What is wrong with our account at Vonage. */
  hold?: AccountHold | undefined;
}

/** Whom a text came from may be a short code, or a name. */
const isPhone = (customer: string): boolean => /^[1-9]\d{6,14}$/.test(customer);

/** Where texts may go: the settings' countries, and those of our own numbers. */
export const allowedCountries = ({ limits, numbers }: Settings): Set<string> =>
  new Set([...limits.countries, ...Object.keys(numbers).flatMap((number) => countryOf(number) ?? [])]);

const DAY_MS = 86_400_000;

/** Whoever opts out just as the day's texts are gone is still told so; without end it would be nobody's limit. */
const FOR_STOP = 1.1;

/** No text costs more, in the account's currency. */
const ENOUGH_CREDIT = 1;

/** @param sweeps it is the sweep that asks: it tries what waits for the account */
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
  const { limits, quietHours } = settings;
  const allowed = allowedCountries(settings);

  function overAll(text: OutgoingText, day: string, sent: number): Decision | undefined {
    if (text.origin === 'call')
      return sent >= limits.unsolicitedPerDay ? { action: 'block', reason: 'unsolicited-limit' } : undefined;
    if (sent < limits.textsPerDay * (text.confirmsStop ? FOR_STOP : 1)) return undefined;
    // The shop can ask again; what an agent wrote, or a customer's own text asked for, is owed.
    if (text.origin === 'shop') return { action: 'block', reason: 'daily-limit' };
    return { action: 'hold', reason: 'daily-limit', until: Date.parse(day) + DAY_MS };
  }

  return {
    async check(text) {
      if (text.parts > limits.parts) return { action: 'block', reason: 'text-too-long' };
      if (!isPhone(text.customer)) return { action: 'block', reason: 'no-phone-number' };
      if (!allowed.has(countryOf(text.customer) ?? ''))
        return { action: 'block', reason: 'country-not-allowed' };
      if (text.sendBy !== undefined && now() > text.sendBy) return { action: 'block', reason: 'too-late' };
      const day = new Date(now()).toISOString().slice(0, 10);
      const allowance: Allowance = text.origin === 'call' ? 'unsolicited' : 'texts';
      const { customer, sent, sentToAll, hold } = await store.standing(text.customer, day, allowance);
      if (isStopped(customer?.consent, text)) return { action: 'block', reason: 'opted-out' };
      const until = text.quiet ? quietUntil(quietHours, text.customer, now()) : undefined;
      if (until !== undefined) return { action: 'hold', reason: 'quiet-hours', until };
      // Counted before: it was let through, and is tried again.
      const isCounted = sent.includes(text.id);
      const over = isCounted ? undefined : overAll(text, day, sentToAll);
      if (over) return over;
      if (!isCounted && sent.length >= limits.textsPerRecipient)
        return { action: 'block', reason: 'recipient-limit' };
      if (hold && !sweeps) return { action: 'hold', reason: hold.reason };
      if (isCounted) return { action: 'send' };
      const counted = await store.count(text.customer, day, text.id, limits.textsPerRecipient, allowance);
      return counted ? { action: 'send' } : { action: 'block', reason: 'recipient-limit' };
    },

    async holdAccount({ businessNumber }, { trouble, credit }) {
      // A carrier that blocks a toll-free number's texts to who opted out is told as "no credit" too: only the balance
      // tells the two apart. Where it is not known, waiting loses nothing.
      const isCarriers =
        trouble === 'no-credit' &&
        optOutModeOf(settings, businessNumber) === 'tollfree' &&
        (credit ?? 0) > ENOUGH_CREDIT;
      if (isCarriers) return false;
      await holds.replace(beginning(trouble, now()), undefined);
      return true;
    },
  };
}
