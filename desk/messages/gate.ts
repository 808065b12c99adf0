import { isStopped } from '../consent/consent.ts';
import { countryOf } from '../country.ts';
import type { Customer } from '../customer.ts';
import { Refusal } from '../refusal.ts';
import type { Settings } from '../settings.ts';
import { quietUntil } from './quiet-hours.ts';

/** The last question before a text leaves the desk. */
export interface Gate {
  /** Asked just before each send; a text that may go is counted, once however often it is asked for. */
  ask(text: Leaving): Promise<Verdict>;
}

/** What the gate looks at. */
export interface Leaving {
  id: string;
  customer: string;
  parts: number;
  /** When it was decided to send it, ms since the epoch. */
  at: number;
  /** It may wait for the morning. */
  quiet?: boolean;
  /** The confirmation of a STOP, the one text that may follow it. */
  confirmsStop?: boolean;
}

export type Verdict =
  | { may: 'go' }
  /** Quiet hours: ms since the epoch. */
  | { may: 'wait'; until: number }
  /** Never. */
  | { may: 'not'; reason: Barred };

/** Why a text never leaves: what the caller hears of it. */
const BARRED = {
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
  'text-too-long': { status: 400, sentence: 'This text takes more parts than are allowed: shorten it.' },
} as const;

export type Barred = keyof typeof BARRED;

export const isBarred = (reason: string | undefined): reason is Barred =>
  reason !== undefined && Object.hasOwn(BARRED, reason);

/** The refusal that tells a caller why a text does not go. */
export const barred = (reason: Barred): Refusal => {
  const { status, sentence } = BARRED[reason];
  return new Refusal(status, reason, sentence);
};

/** What the gate needs of a store. */
export interface GateStore {
  /** Read consistently: what the customer said, and which texts went out on `day`. */
  standing(customer: string, day: string): Promise<Standing>;
  /** Counts text `id` among those of `day`, if the customer has had fewer than `limit`. False when not. */
  count(customer: string, day: string, id: string, limit: number): Promise<boolean>;
}

export interface Standing {
  customer: Customer | undefined;
  /** The ids that were counted for this customer. */
  sent: string[];
  /** Texts to everybody. Several environments at once may each see the last one free: the limit is exact but for them. */
  sentToAll: number;
}

/** Whom a text came from may be a short code, or a name. */
const isPhone = (customer: string): boolean => /^[1-9]\d{6,14}$/.test(customer);

/** Where texts may go: the settings' countries, and those of our own numbers. */
export const allowedCountries = ({ limits, numbers }: Settings): Set<string> =>
  new Set([...limits.countries, ...Object.keys(numbers).flatMap((number) => countryOf(number) ?? [])]);

export function createGate({
  store,
  settings,
  now,
}: {
  store: GateStore;
  settings: Settings;
  now: () => number;
}): Gate {
  const { limits, quietHours } = settings;
  const allowed = allowedCountries(settings);
  return {
    async ask(text) {
      if (text.parts > limits.parts) return { may: 'not', reason: 'text-too-long' };
      if (!isPhone(text.customer)) return { may: 'not', reason: 'no-phone-number' };
      if (!allowed.has(countryOf(text.customer) ?? '')) return { may: 'not', reason: 'country-not-allowed' };
      const day = new Date(now()).toISOString().slice(0, 10);
      const { customer, sent, sentToAll } = await store.standing(text.customer, day);
      if (isStopped(customer?.consent, text)) return { may: 'not', reason: 'opted-out' };
      const until = text.quiet ? quietUntil(quietHours, text.customer, now()) : undefined;
      if (until !== undefined) return { may: 'wait', until };
      if (sent.includes(text.id)) return { may: 'go' };
      if (sentToAll >= limits.textsPerDay) return { may: 'not', reason: 'daily-limit' };
      if (sent.length >= limits.textsPerRecipient) return { may: 'not', reason: 'recipient-limit' };
      const counted = await store.count(text.customer, day, text.id, limits.textsPerRecipient);
      return counted ? { may: 'go' } : { may: 'not', reason: 'recipient-limit' };
    },
  };
}
