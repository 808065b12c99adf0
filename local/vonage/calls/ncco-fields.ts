import { z } from 'zod';

/** What the documentation calls a string: at least one character that is no space. */
export const nonEmpty = z.string().refine((text) => text.trim() !== '', 'must not be empty');
export const url = z
  .string()
  .refine((text) => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text), 'must be an http(s) URL');
export const oneUrl = z.array(url).length(1);
export const method = z.enum(['GET', 'POST']);
/** The API takes "3" for 3. */
export const number = (from: number, to = Infinity) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
        .transform(Number),
    ])
    .pipe(z.number().min(from).max(to));
export const count = (from: number, to = Infinity) => number(from, to).pipe(z.int());
export const level = number(-1, 1);
export const loop = count(0);
/** The API takes "true" for true. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** The API takes [] for {}: PHP encodes an empty map in this way. */
export const orEmptyList = <T extends z.ZodType>(object: T) =>
  z.preprocess((value) => (Array.isArray(value) && value.length === 0 ? {} : value), object);
export const map = orEmptyList(z.record(z.string(), z.unknown()));
export const eventWebhook = { eventUrl: oneUrl.optional(), eventMethod: method.optional() };
/** The ids of legs. */
export const legIds = z.array(nonEmpty);
export const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language tag');

const MAX_SPOKEN = 1_500;

/** Of SSML only what stands between the tags is spoken. */
function spokenLength(text: string): number {
  if (!/^<speak[\s/>]/i.test(text.trimStart())) return text.length;
  return text.replaceAll(/<[^<>]*>/g, '').trim().length;
}

/** A text that a voice can say. */
export const spokenText = nonEmpty.refine(
  (text) => spokenLength(text) <= MAX_SPOKEN,
  `must say at most ${MAX_SPOKEN} characters`,
);

export const msisdn = z.string().regex(/^[1-9]\d{6,14}$/, 'must be E.164 digits');
/** Keys to be pressed; p is a pause. */
export const keys = z.string().regex(/^[0-9*#p]+$/, 'must be digits, *, # and p');
