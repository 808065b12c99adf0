import * as z from 'zod/mini';
import { ClientError } from '../../desk/client-error.ts';

/* What inbound texts have in common, by whichever API they come. */

export const messageId = z.string().check(z.minLength(1), z.maxLength(100));

export const sender = z.string().check(z.minLength(1), z.maxLength(40));

/** A number of ours, short codes too, in each form that networks use. */
export const businessNumber = z.string().check(z.regex(/^( |\+|00)?\d{3,15}$/));

/** A field that carriers garble: a wrong value counts as missing, so that no text is lost for it. */
export const lenientText = z.catch(z.optional(z.string()), undefined);

/** @throws ClientError 400 that names the fields that are missing or wrong */
export function parseText<T extends z.ZodMiniType>(schema: T, given: unknown): z.output<T> {
  const parsed = z.safeParse(schema, given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))].join(', ');
  throw new ClientError(400, 'inbound-incomplete', `These parameters are missing or wrong: ${names}.`);
}
