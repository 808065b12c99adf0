import * as z from 'zod/mini';
import { timestamp } from './values.ts';

/** Who signs in with an agent's own key; whatever else is in the body is ignored. */
export const jwtRequestSchema = z.object({
  mobile_api_key: z.string().check(z.minLength(1), z.maxLength(200)),
  user_name: z.string().check(z.minLength(1), z.maxLength(100)),
});

/** The token with which an agent's app signs in to Vonage and to the desk. */
export const jwtSchema = z.object({
  user_id: z.string(),
  user_name: z.string(),
  jwt: z.string(),
  expires_at: timestamp,
  api_url: z.optional(z.string()),
});

export const rosterSchema = z.object({
  agents: z.array(z.object({ name: z.string(), available: z.boolean(), busy: z.boolean() })),
});

export const availabilityRequestSchema = z.strictObject({ available: z.boolean() });
export const availabilitySchema = z.object({ name: z.string(), available: z.boolean() });

export type JwtJson = z.input<typeof jwtSchema>;
export type RosterJson = z.input<typeof rosterSchema>;
export type AvailabilityJson = z.input<typeof availabilitySchema>;
