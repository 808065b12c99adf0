import * as z from 'zod/mini';
import { timestamp } from '../values.ts';

/** The token with which an agent's app signs in to Vonage and to the desk. */
export const jwtSchema = z.object({
  user_id: z.string(),
  user_name: z.string(),
  jwt: z.string(),
  expires_at: timestamp,
  api_url: z.optional(z.string()),
});

export type JwtJson = z.input<typeof jwtSchema>;
