import { withdrawUnlessTold } from '../deliveries/notify.ts';
import type { DeliveryStore } from '../deliveries/delivery.ts';
import { mapConcurrent } from '../map-concurrent.ts';
import {
  claimed,
  draining,
  isAccountTrouble,
  prolonged,
  undecided,
  type AccountHold,
  type AccountTrouble,
  type HoldStore,
} from './account-hold.ts';
import type { Outbox, Posted } from './outbox.ts';

export interface SweepDesk {
  /** Its gate lets out what waits for the account, see {@link createGate}. */
  outbox: Outbox;
  holds: HoldStore;
  deliveries: Pick<DeliveryStore, 'withdraw'>;
  now: () => number;
  /** Hears of what went wrong with one text while the others go on. */
  onFailure: (error: unknown) => void;
}

export interface DueText {
  id: string;
  customer: string;
}

export interface Swept {
  sent: number;
  /** What is wrong with the account, when this began or since. */
  trouble?: AccountTrouble;
}

/** Vonage takes 30 requests a second; a few at a time keep under it. */
const AT_ONCE = 4;
/** So many texts in a row that Vonage did not take in their time: it has had enough for now. */
const UNSENT_IN_A_ROW = 6;

/**
 * Sends the texts that are due, each customer's in their order, the rest of them the next time: when `until` (ms since
 * the epoch) is over, or when Vonage takes no more. One text that fails stops no other.
 *
 * While something is wrong with the account, nothing is sent until the next probe is due; then one text at a time, until
 * one is taken. The hold ends when all that waited has been tried.
 *
 * @param due  in their order
 * @param more whether there may be more than these
 */
export async function sweep(
  due: DueText[],
  { until, more }: { until: number; more: boolean },
  desk: SweepDesk,
): Promise<Swept> {
  const { holds, now } = desk;
  const stands = await holds.find();
  if (!stands) return new Round(until, desk).sendAll(due);
  if (now() < stands.probeAt) return { sent: 0, trouble: stands.reason };
  const hold = claimed(stands, now());
  if (!(await holds.replace(hold, stands))) return { sent: 0, trouble: stands.reason };

  const round = new Round(until, desk);
  const rest = await round.probe(due);
  const { sent, trouble } = await round.sendAll(rest);
  await holds.replace(afterwards(hold, { trouble, done: round.isDone && !more, sent, now: now() }), hold);
  return { sent, trouble: trouble ?? hold.reason };
}

function afterwards(
  hold: AccountHold,
  {
    trouble,
    done,
    sent,
    now,
  }: { trouble: AccountTrouble | undefined; done: boolean; sent: number; now: number },
): AccountHold | undefined {
  if (trouble) return prolonged(hold, trouble, now);
  if (done) return undefined;
  return sent > 0 ? draining(hold, now) : undecided(hold, now);
}

function byCustomer(due: DueText[]): DueText[][] {
  const texts = new Map<string, DueText[]>();
  for (const text of due) texts.set(text.customer, [...(texts.get(text.customer) ?? []), text]);
  return [...texts.values()];
}

/** One pass over what is due. */
class Round {
  /** Whether each text was tried, and Vonage had its answer to it. */
  isDone = true;
  readonly #until: number;
  readonly #desk: SweepDesk;
  #sent = 0;
  #unsent = 0;
  #trouble: AccountTrouble | undefined;

  constructor(until: number, desk: SweepDesk) {
    this.#until = until;
    this.#desk = desk;
  }

  /** Tries one text after the other until Vonage takes one, or takes none. @returns those that are left */
  async probe(due: DueText[]): Promise<DueText[]> {
    for (const [index, text] of due.entries()) {
      const isOpen = await this.#send(text);
      if (!isOpen) {
        this.isDone = false;
        return [];
      }
      if (this.#sent > 0) return due.slice(index + 1);
    }
    return [];
  }

  async sendAll(due: DueText[]): Promise<Swept> {
    await mapConcurrent(byCustomer(due), AT_ONCE, async (texts) => {
      for (const text of texts) {
        // What comes after a text that still waits would overtake it.
        if (await this.#send(text)) continue;
        this.isDone = false;
        return;
      }
    });
    return { sent: this.#sent, ...(this.#trouble && { trouble: this.#trouble }) };
  }

  /** @returns false where the text still waits, and what comes after it too */
  async #send({ id }: DueText): Promise<boolean> {
    const { outbox, deliveries, now, onFailure } = this.#desk;
    if (now() > this.#until || this.#unsent >= UNSENT_IN_A_ROW || this.#trouble) return false;
    try {
      const posted = await outbox.resume(id);
      await withdrawUnlessTold(posted, deliveries);
      return this.#note(posted);
    } catch (error) {
      onFailure(error);
      return true;
    }
  }

  #note({ outcome, heldFor }: Posted): boolean {
    if (outcome === 'sent') this.#sent += 1;
    if (isAccountTrouble(heldFor)) this.#trouble = heldFor;
    const waits = outcome === 'queued' || outcome === 'unknown';
    this.#unsent = waits ? this.#unsent + 1 : 0;
    return !waits && this.#trouble === undefined;
  }
}
