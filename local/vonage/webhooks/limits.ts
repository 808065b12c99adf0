import type { TimeLimits } from './http.ts';

/** How long Vonage waits for a webhook of the SMS and Messages APIs. */
export const SMS_LIMITS: TimeLimits = { connectMs: 3_000, responseMs: 15_000 };
