import { RetryableError } from '../retryable-error.ts';
import { isNewer, type Message } from '../messages/message.ts';
import type { Choice, Delivery, DeliveryStore, Option } from './delivery.ts';

/** The same digit again within this time is the same choice, so that a flood of replies gets one acknowledgement. */
const REPEATED_WITHIN_MS = 60_000;
/** Attempts after races lost to other texts of the customer. */
const ROUNDS = 12;

/**
 * Stores the customer's choice, unless the customer sent a newer one: texts come in any order.
 *
 * @returns whether the choice that is stored now comes from this text, which is then acknowledged
 * @throws RetryableError when too many texts choose at the same moment
 */
export async function recordChoice(
  option: Option,
  text: Message,
  delivery: Delivery,
  deliveries: DeliveryStore,
): Promise<boolean> {
  let current: Delivery | undefined = delivery;
  for (let round = 0; current && round < ROUNDS; round += 1) {
    const seen = current.choice;
    const next = nextChoice(option, text, seen);
    if (!next) return seen?.by === text.id;
    if (await deliveries.setChoice(delivery, next, seen)) return next.by === text.id;
    current = await deliveries.find(delivery.customer, delivery.id);
  }
  if (current) throw new RetryableError('choice-contention');
  return false;
}

/** The choice after `text`; undefined when it changes nothing: it was applied before, or a newer text was. */
export function nextChoice(option: Option, text: Message, current: Choice | undefined): Choice | undefined {
  const source = {
    by: text.id,
    at: text.at,
    ...(text.sentAt !== undefined && { sentAt: text.sentAt }),
  };
  const { digit, label, effect } = option;
  const next: Choice = { digit, label, effect, ...source, version: (current?.version ?? 0) + 1 };
  if (!current) return next;
  const last = current.again ?? current;
  if (current.by === text.id || last.by === text.id || !isNewer(text, last)) return undefined;
  const isRepeated = current.digit === digit && momentOf(text) - momentOf(current) < REPEATED_WITHIN_MS;
  return isRepeated ? { ...current, again: source, version: next.version } : next;
}

const momentOf = ({ at, sentAt }: Pick<Message, 'at' | 'sentAt'>): number => sentAt ?? at;
