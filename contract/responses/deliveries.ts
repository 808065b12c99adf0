import * as z from 'zod/mini';
import { LANGUAGES } from '../languages.ts';
import { timestamp } from '../values.ts';

export const deliveryOptionSchema = z.object({ digit: z.string(), label: z.string(), effect: z.string() });

export const choiceSchema = z.extend(deliveryOptionSchema, { at: timestamp });

/** `GET /api/deliveries/{id}`: what was asked of the customer, what became of the text, and what was chosen. */
export const deliverySchema = z.object({
  id: z.string(),
  number: z.string(),
  language: z.enum(LANGUAGES),
  day: z.string(),
  window: z.string(),
  options: z.array(deliveryOptionSchema),
  transactional: z.boolean(),
  createdAt: timestamp,
  closesAt: timestamp,
  status: z.enum(['queued', 'held', 'sent', 'delivered', 'failed', 'cancelled']),
  until: z.optional(timestamp),
  error: z.optional(z.string()),
  choice: z.optional(choiceSchema),
});

export const deliveryResponseSchema = z.object({ delivery: deliverySchema });

export type DeliveryJson = z.input<typeof deliverySchema>;
export type DeliveryResponseJson = z.input<typeof deliveryResponseSchema>;
