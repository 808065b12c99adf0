import * as z from 'zod/mini';
import type { ReceiptStatus } from '../../desk/messages/receipts.ts';
import { ClientError } from '../../desk/client-error.ts';

/** What became of one part of a text that was sent. */
export interface PartReceipt {
  /** Vonage's id of the part. */
  partId: string;
  status: ReceiptStatus;
  errorCode?: string | undefined;
  /** The id of our text; absent for one that this desk did not send. */
  messageId?: string | undefined;
}

/* What receipts have in common, by whichever API they come. */

/** Stored as an attribute's name: only what Vonage uses for ids, and never `__proto__`. */
export const partId = z.string().check(z.regex(/^[0-9A-Za-z][\w.:-]{0,99}$/));

/** The id of our text, as it was sent along. */
export const clientRef = z.nullish(z.string().check(z.maxLength(100)));

/** @throws ClientError 400 that names the fields that are `needed` */
export function parseReceiptFields<T extends z.ZodMiniType>(
  schema: T,
  given: unknown,
  needed: string,
): z.output<T> {
  const parsed = z.safeParse(schema, given);
  if (parsed.success) return parsed.data;
  throw new ClientError(400, 'receipt-incomplete', `This is no delivery receipt: ${needed} are needed.`);
}
