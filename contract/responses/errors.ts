import * as z from 'zod/mini';

/** What a request gets that is not served: a sentence that says what to do. */
export const errorSchema = z.object({ error: z.string() });

/** What API Gateway itself answers where it does not ask a function: for an unknown route, or over a throttle. */
export const gatewayErrorSchema = z.object({ message: z.string() });

export type ErrorJson = z.input<typeof errorSchema>;
