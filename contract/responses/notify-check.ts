import * as z from 'zod/mini';

/** How the number is read. */
export const checkedSchema = z.object({
  number: z.string(),
  international: z.string(),
  country: z.optional(z.string()),
});
/** It is 200 all the same: a number that is being typed is no number yet. */
export const notANumberSchema = z.object({ error: z.string() });

export type CheckedJson = z.input<typeof checkedSchema> | z.input<typeof notANumberSchema>;
