import * as z from 'zod/mini';
import { writtenNumberSchema } from './number.ts';

/** `POST /notify/check`: a number that is being typed. */
export const checkRequestSchema = z.strictObject({ number: writtenNumberSchema });
