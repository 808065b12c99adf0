import * as z from 'zod/mini';

const milliseconds = {
  decode: (written: string): number => Date.parse(written),
  encode: (at: number): string => new Date(at).toISOString(),
};

/** A moment: ISO 8601 in UTC in JSON, ms since the epoch once decoded. */
export const timestamp = z.codec(z.iso.datetime(), z.number(), milliseconds);

/** The same, in any zone. */
export const timestampInAnyZone = z.codec(z.iso.datetime({ offset: true }), z.number(), milliseconds);

/** `true`, or absent. */
export const flag = z.optional(z.literal(true));
