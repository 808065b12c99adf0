import * as z from 'zod/mini';
import type { Delivery } from '../../../desk/deliveries/delivery.ts';
import { LANGUAGES } from '../../../contract/languages.ts';
import { fromStored } from './stored-names.ts';

const option = { digit: z.string(), label: z.string(), effect: z.string() };
const reply = { by: z.string(), at: z.number(), sentAt: z.optional(z.number()) };

/** A delivery as the Deliveries table stores it. */
const deliveryItem = z.object({
  id: z.string(),
  customer: z.string(),
  ours: z.string(),
  createdAt: z.number(),
  language: z.enum(LANGUAGES),
  day: z.string(),
  window: z.string(),
  options: z.array(z.object(option)),
  closesAt: z.number(),
  transactional: z.boolean(),
  notification: z.string(),
  withdrawn: z.optional(z.literal(true)),
  choice: z.optional(
    z.object({ ...option, ...reply, again: z.optional(z.object(reply)), version: z.number() }),
  ),
  askedBy: z.optional(z.set(z.string())),
});

export function deliveryOf(item: Record<string, unknown>): Delivery {
  const { askedBy, ...delivery } = fromStored(deliveryItem.parse(item));
  // The schema types an absent attribute as undefined; a stored item never has such a value.
  return { ...(delivery as Omit<Delivery, 'askedBy'>), askedBy: [...(askedBy ?? [])] };
}
