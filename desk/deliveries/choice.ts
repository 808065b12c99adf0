import { RetryableError } from '../retryable-error.ts';
import { isNewer, type Message } from '../messages/message.ts';
import type { Choice, Delivery, DeliveryStore, Option } from './delivery.ts';

/** The same digit again so soon is the same choice: a flood is acknowledged once. */
const SAME_WITHIN_MS = 60_000;
/** Rounds of reading again after losing a race with another text of the same customer. */
const ROUNDS = 12;

/**
 * Moves the delivery to what the customer said last, in whatever order the texts come.
 *
 * @returns whether the choice that stands is this very text's: that one is acknowledged
 * @throws RetryableError when too many texts choose at the same moment
 */
export async function choose(
  option: Option,
  text: Message,
  delivery: Delivery,
  deliveries: DeliveryStore,
): Promise<boolean> {
  let current: Delivery | undefined = delivery;
  for (let round = 0; current && round < ROUNDS; round += 1) {
    const stands = current.choice;
    const next = chosen(option, text, stands);
    if (!next) return stands?.by === text.id;
    if (await deliveries.choose(delivery, next, stands)) return next.by === text.id;
    current = await deliveries.find(delivery.customer, delivery.id);
  }
  if (current) throw new RetryableError('choice-contention');
  return false;
}

/** The choice after `text`; undefined when it changes nothing: seen before, or something newer was said. */
export function chosen(option: Option, text: Message, current: Choice | undefined): Choice | undefined {
  const said = {
    by: text.id,
    at: text.at,
    ...(text.sentAt !== undefined && { sentAt: text.sentAt }),
  };
  const { digit, label, effect } = option;
  const next: Choice = { digit, label, effect, ...said, version: (current?.version ?? 0) + 1 };
  if (!current) return next;
  const last = current.again ?? current;
  if (current.by === text.id || last.by === text.id || !isNewer(text, last)) return undefined;
  const isSame = current.digit === digit && momentOf(text) - momentOf(current) < SAME_WITHIN_MS;
  return isSame ? { ...current, again: said, version: next.version } : next;
}

const momentOf = ({ at, sentAt }: Pick<Message, 'at' | 'sentAt'>): number => sentAt ?? at;
