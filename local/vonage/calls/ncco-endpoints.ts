import { z } from 'zod';
import { nonEmpty, url, orEmptyList, map, msisdn, keys } from './ncco-fields.ts';

const AUDIO = /^audio\/l16;rate=(?:8000|16000|24000)$/;

export const websocket = z.looseObject({
  type: z.literal('websocket'),
  uri: z.string().refine((text) => /^wss?:\/\/\S+$/i.test(text) && URL.canParse(text), 'must be a ws(s) URL'),
  'content-type': z
    .string()
    .transform((type) =>
      type
        .replaceAll(/\s*([;=])\s*/g, '$1')
        .trim()
        .toLowerCase(),
    )
    .pipe(z.string().regex(AUDIO, 'must be audio/l16;rate=8000, 16000 or 24000'))
    .optional(),
  headers: map.optional(),
  authorization: map.optional(),
});

export const sip = z
  .looseObject({
    type: z.literal('sip'),
    uri: z
      .string()
      .refine((text) => /^sips?:\S+$/i.test(text) && URL.canParse(text), 'must be a SIP URI')
      .optional(),
    domain: nonEmpty.optional(),
    user: nonEmpty.optional(),
    headers: map.optional(),
    standardHeaders: map.optional(),
  })
  .refine(({ uri, domain }) => (uri === undefined) !== (domain === undefined), 'needs uri or domain')
  .refine(({ user, domain }) => user === undefined || domain !== undefined, 'takes user with domain only');

export const vbc = z.looseObject({ type: z.literal('vbc'), extension: nonEmpty });
export const appUser = z.looseObject({ type: z.literal('app'), user: nonEmpty });
const phone = z.looseObject({
  type: z.literal('phone'),
  number: msisdn,
  dtmfAnswer: keys.optional(),
  onAnswer: orEmptyList(z.looseObject({ url, ringbackTone: url.optional() })).optional(),
});

/** Where a connect goes. */
export const endpoint = z.discriminatedUnion('type', [phone, appUser, vbc, sip, websocket]);
