import { withdrawIfNotSent } from '../deliveries/notify.ts';
import type { DeliveryStore } from '../deliveries/delivery.ts';
import { mapConcurrent } from '../map-concurrent.ts';
import {
  afterFailedProbe,
  afterNoAnswer,
  afterSending,
  claimedHold,
  isAccountTrouble,
  type AccountHold,
  type AccountTrouble,
  type HoldStore,
} from './account-hold.ts';
import type { Outbox, Posted } from './outbox.ts';

export interface SweepDesk {
  /** With the sweep's own send policy, which sends also while an account hold stands. */
  outbox: Outbox;
  holds: HoldStore;
  deliveries: Pick<DeliveryStore, 'withdraw'>;
  now: () => number;
  /** Gets the error of one text; the sweep continues with the others. */
  onFailure: (error: unknown) => void;
}

export interface DueText {
  id: string;
  customer: string;
}

export interface Swept {
  sent: number;
  /** Why Vonage refuses the account, at the start of the sweep or since. */
  trouble?: AccountTrouble;
}

/** Vonage accepts 30 requests a second: a few concurrent ones stay below that. */
const CONCURRENCY = 4;
/** After so many texts in a row that Vonage did not accept in time, the rest waits for the next sweep. */
const MAX_UNSENT_IN_A_ROW = 6;

/**
 * Sends the texts that are due, each customer's in order. What is left after `until` (ms since the epoch), or when
 * Vonage accepts no more, waits for the next sweep. A text that fails does not stop the others.
 *
 * While an account hold stands, nothing is sent before its next probe is due. Then one text at a time is tried until
 * Vonage accepts one, and after it the rest. The hold ends when every waiting text has been tried.
 *
 * @param due  in order
 * @param more whether more texts than these may be due
 */
export async function sweep(
  due: DueText[],
  { until, more }: { until: number; more: boolean },
  desk: SweepDesk,
): Promise<Swept> {
  const { holds, now } = desk;
  const standing = await holds.find();
  if (!standing) return new Round(until, desk).sendAll(due);
  if (now() < standing.probeAt) return { sent: 0, trouble: standing.reason };
  const hold = claimedHold(standing, now());
  if (!(await holds.replace(hold, standing))) return { sent: 0, trouble: standing.reason };

  const round = new Round(until, desk);
  const rest = await round.probe(due);
  const { sent, trouble } = await round.sendAll(rest);
  const next = nextHold(hold, { trouble, allTried: round.allTried && !more, sent, now: now() });
  await holds.replace(next, hold);
  return { sent, trouble: trouble ?? hold.reason };
}

/** Undefined when the hold ends. */
function nextHold(
  hold: AccountHold,
  {
    trouble,
    allTried,
    sent,
    now,
  }: { trouble: AccountTrouble | undefined; allTried: boolean; sent: number; now: number },
): AccountHold | undefined {
  if (trouble) return afterFailedProbe(hold, trouble, now);
  if (allTried) return undefined;
  return sent > 0 ? afterSending(hold, now) : afterNoAnswer(hold, now);
}

function byCustomer(due: DueText[]): DueText[][] {
  const texts = new Map<string, DueText[]>();
  for (const text of due) texts.set(text.customer, [...(texts.get(text.customer) ?? []), text]);
  return [...texts.values()];
}

/** One pass over the texts that are due. */
class Round {
  /** Whether every text was tried and Vonage answered. */
  allTried = true;
  readonly #until: number;
  readonly #desk: SweepDesk;
  #sent = 0;
  #unsentInARow = 0;
  #trouble: AccountTrouble | undefined;

  constructor(until: number, desk: SweepDesk) {
    this.#until = until;
    this.#desk = desk;
  }

  /** Tries one text after the other until Vonage accepts one. @returns the texts after it */
  async probe(due: DueText[]): Promise<DueText[]> {
    for (const [index, text] of due.entries()) {
      const isDone = await this.#send(text);
      if (!isDone) {
        this.allTried = false;
        return [];
      }
      if (this.#sent > 0) return due.slice(index + 1);
    }
    return [];
  }

  async sendAll(due: DueText[]): Promise<Swept> {
    await mapConcurrent(byCustomer(due), CONCURRENCY, async (texts) => {
      for (const text of texts) {
        if (await this.#send(text)) continue;
        // The customer's later texts would overtake this one.
        this.allTried = false;
        return;
      }
    });
    return { sent: this.#sent, ...(this.#trouble && { trouble: this.#trouble }) };
  }

  /** @returns false where the text still waits, and with it all later ones of its customer */
  async #send({ id }: DueText): Promise<boolean> {
    const { outbox, deliveries, now, onFailure } = this.#desk;
    if (now() > this.#until || this.#unsentInARow >= MAX_UNSENT_IN_A_ROW || this.#trouble) return false;
    try {
      const posted = await outbox.resume(id);
      await withdrawIfNotSent(posted, deliveries);
      return this.#count(posted);
    } catch (error) {
      onFailure(error);
      return true;
    }
  }

  #count({ outcome, heldFor }: Posted): boolean {
    if (outcome === 'sent') this.#sent += 1;
    if (isAccountTrouble(heldFor)) this.#trouble = heldFor;
    const isWaiting = outcome === 'queued' || outcome === 'unknown';
    this.#unsentInARow = isWaiting ? this.#unsentInARow + 1 : 0;
    return !isWaiting && this.#trouble === undefined;
  }
}
