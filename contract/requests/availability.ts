import * as z from 'zod/mini';

export const availabilityRequestSchema = z.strictObject({ available: z.boolean() });
