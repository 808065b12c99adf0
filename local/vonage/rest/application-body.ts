import { z } from 'zod';

const address = z
  .string()
  .refine((url) => /^https?:\/\//.test(url) && URL.canParse(url), 'must be a valid URL');
const milliseconds = (min: number, max: number) => z.number().int().min(min).max(max).optional();
const webhook = (maxResponseMs: number) =>
  z
    .looseObject({
      address,
      http_method: z.enum(['GET', 'POST'], 'must be one of: GET, POST').optional(),
      connect_timeout: milliseconds(300, 1_000),
      socket_timeout: milliseconds(1_000, maxResponseMs),
    })
    .optional();
/** @param names the webhooks' names, each with the longest `socket_timeout` that it may have, in ms */
const webhooks = (names: Record<string, number>) =>
  z
    .looseObject(
      Object.fromEntries(
        Object.entries(names).map(([name, maxResponseMs]) => [name, webhook(maxResponseMs)]),
      ),
    )
    .optional();

/** What a client sends to make an application, or to replace one. */
export const applicationBody = z.object({
  name: z.string().min(1).max(200),
  keys: z.object({ public_key: z.string().min(1).optional() }).optional(),
  privacy: z.object({ improve_ai: z.boolean().optional() }).optional(),
  capabilities: z
    .looseObject({
      voice: z
        .looseObject({
          signed_callbacks: z.boolean().optional(),
          webhooks: webhooks({ answer_url: 5_000, fallback_answer_url: 5_000, event_url: 10_000 }),
        })
        .optional(),
      rtc: z
        .looseObject({ signed_callbacks: z.boolean().optional(), webhooks: webhooks({ event_url: 10_000 }) })
        .optional(),
      messages: z.looseObject({ webhooks: webhooks({ inbound_url: 10_000, status_url: 10_000 }) }).optional(),
    })
    .optional(),
});
