import * as z from 'zod/mini';

/** Characters of one number, however it is written. */
export const LONGEST_NUMBER = 1_000;

/**
 * A phone number as people write it. A wrong one has a result of its own and stops no other, so that only a value that
 * nobody can have meant is invalid.
 */
export const writtenNumberSchema = z.string().check(z.maxLength(LONGEST_NUMBER));
