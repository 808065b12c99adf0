import * as z from 'zod/mini';

const decode = (written: string): number => Date.parse(written);

/** A moment: ISO 8601 in UTC in JSON, ms since the epoch once parsed. */
export const timestamp = z.pipe(z.iso.datetime(), z.transform(decode));

/** The same, in any zone. */
export const timestampInAnyZone = z.pipe(z.iso.datetime({ offset: true }), z.transform(decode));

/** `true`, or absent. */
export const flag = z.optional(z.literal(true));
