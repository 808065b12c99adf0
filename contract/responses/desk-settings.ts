import * as z from 'zod/mini';
import { LANGUAGES } from '../languages.ts';

const msisdn = z.nullable(z.string());

/** The identity provider at which agents sign in, and which of its tokens opens `/api/jwt`. */
export const oidcSchema = z.object({
  issuer: z.string(),
  clientId: z.string(),
  token: z._default(z.enum(['id', 'access']), 'id'),
});

/** `GET /desk/settings.json`: what the agents' app must know before anybody has signed in; nothing of it is secret. */
export const deskSettingsSchema = z.object({
  businessName: z.string(),
  language: z.enum(LANGUAGES),
  numbers: z.object({ support: msisdn, delivery: msisdn, voice: msisdn }),
  oidc: z.optional(oidcSchema),
});

export type DeskSettingsJson = z.input<typeof deskSettingsSchema>;
