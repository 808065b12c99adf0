import { z } from 'zod';

const url = z
  .string()
  .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), 'must be an http(s) URL');
const oneUrl = z.array(url).length(1);
const method = z.enum(['GET', 'POST']);
/** The API takes "3" for 3. */
const number = (from: number, to = Infinity) =>
  z
    .union([
      z.number(),
      z
        .string()
        .regex(/^-?\d+(\.\d+)?$/, 'must be a number')
        .transform(Number),
    ])
    .pipe(z.number().min(from).max(to));
const count = (from: number, to = Infinity) => number(from, to).pipe(z.int());
const level = number(-1, 1);
const loop = count(0);
const map = z.record(z.string(), z.unknown());
/** The API takes "true" for true. */
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
const webhook = { eventUrl: oneUrl.optional(), eventMethod: method.optional() };
const members = z.array(z.string());

const talk = z.looseObject({
  action: z.literal('talk'),
  text: z
    .string()
    .min(1)
    .refine(
      (text) => text.startsWith('<speak>') || text.length <= 1_500,
      'must have at most 1500 characters',
    ),
  bargeIn: flag.optional(),
  loop: loop.optional(),
  level: level.optional(),
  language: z.string().optional(),
  style: count(0).optional(),
  premium: flag.optional(),
});

const stream = z.looseObject({
  action: z.literal('stream'),
  streamUrl: oneUrl,
  level: level.optional(),
  bargeIn: flag.optional(),
  loop: loop.optional(),
});

const input = z.looseObject({
  action: z.literal('input'),
  type: z.array(z.enum(['dtmf', 'speech'])).min(1),
  dtmf: z
    .looseObject({
      timeOut: number(0, 10).optional(),
      maxDigits: count(1, 20).optional(),
      submitOnHash: flag.optional(),
    })
    .optional(),
  speech: z
    .looseObject({
      uuid: z.array(z.string()).length(1).optional(),
      endOnSilence: number(0.4, 10).optional(),
      language: z.string().optional(),
      context: z.array(z.string()).optional(),
      startTimeout: number(1, 60).optional(),
      maxDuration: number(1, 60).optional(),
      sensitivity: number(10, 100).optional(),
      saveAudio: flag.optional(),
    })
    .optional(),
  mode: z.enum(['synchronous', 'asynchronous']).optional(),
  ...webhook,
});

const endpoint = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('phone'),
    number: z.string().regex(/^\d{7,15}$/, 'must be E.164 digits'),
    dtmfAnswer: z
      .string()
      .regex(/^[0-9*#p]*$/)
      .optional(),
    onAnswer: z.looseObject({ url, ringbackTone: url.optional() }).optional(),
  }),
  z.looseObject({ type: z.literal('app'), user: z.string().min(1) }),
  z.looseObject({ type: z.literal('vbc'), extension: z.string().min(1) }),
  z
    .looseObject({
      type: z.literal('sip'),
      uri: z.string().optional(),
      domain: z.string().optional(),
      user: z.string().optional(),
      headers: map.optional(),
      standardHeaders: map.optional(),
    })
    .refine(({ uri, domain }) => uri !== undefined || domain !== undefined, 'needs uri or domain'),
  z.looseObject({
    type: z.literal('websocket'),
    uri: z.string().regex(/^wss?:\/\//, 'must begin with ws:// or wss://'),
    'content-type': z
      .string()
      .regex(/^audio\/l16;rate=(8000|16000|24000)$/, 'must be audio/l16;rate=8000, 16000 or 24000')
      .optional(),
    headers: map.optional(),
    authorization: map.optional(),
  }),
]);

const connect = z
  .looseObject({
    action: z.literal('connect'),
    endpoint: z.array(endpoint).length(1),
    from: z.string().min(1).optional(),
    randomFromNumber: flag.optional(),
    eventType: z.literal('synchronous').optional(),
    timeout: number(3, 7_200).optional(),
    limit: number(1, 7_200).optional(),
    machineDetection: z.enum(['continue', 'hangup']).optional(),
    advancedMachineDetection: map.optional(),
    ringbackTone: url.optional(),
    ...webhook,
  })
  .refine(
    ({ from, randomFromNumber }) => !(from !== undefined && randomFromNumber),
    'takes from or randomFromNumber',
  );

const record = z.looseObject({
  action: z.literal('record'),
  format: z.enum(['mp3', 'wav', 'ogg']).optional(),
  split: z.literal('conversation').optional(),
  channels: count(1, 32).optional(),
  endOnSilence: number(3, 10).optional(),
  endOnKey: z
    .string()
    .regex(/^[0-9*#]$/)
    .optional(),
  timeOut: number(3, 7_200).optional(),
  beepStart: flag.optional(),
  transcription: map.optional(),
  ...webhook,
});

const conversation = z.looseObject({
  action: z.literal('conversation'),
  name: z.string().min(1),
  musicOnHoldUrl: oneUrl.or(url).optional(),
  startOnEnter: flag.optional(),
  endOnExit: flag.optional(),
  record: flag.optional(),
  canSpeak: members.optional(),
  canHear: members.optional(),
  mute: flag.optional(),
  transcription: map.optional(),
  ...webhook,
});

const notify = z.looseObject({
  action: z.literal('notify'),
  payload: z.looseObject({}),
  eventUrl: oneUrl,
  eventMethod: method.optional(),
});
const wait = z.looseObject({
  action: z.literal('wait'),
  timeout: number(0.1, 7_200).optional(),
});
const transfer = z.looseObject({
  action: z.literal('transfer'),
  conversationId: z.string().min(1),
  mute: flag.optional(),
  canSpeak: members.optional(),
  canHear: members.optional(),
});
const pay = z.looseObject({
  action: z.literal('pay'),
  amount: number(0).refine((amount) => amount > 0, 'must be more than 0'),
  currency: z.string().optional(),
  ...webhook,
});

const action = z.discriminatedUnion('action', [
  talk,
  stream,
  input,
  connect,
  record,
  conversation,
  notify,
  wait,
  transfer,
  pay,
]);

export type Talk = z.infer<typeof talk>;
export type Stream = z.infer<typeof stream>;
export type Input = z.infer<typeof input>;
export type Endpoint = z.infer<typeof endpoint>;
export type Connect = z.infer<typeof connect>;
export type RecordAction = z.infer<typeof record>;
export type Conversation = z.infer<typeof conversation>;
export type Notify = z.infer<typeof notify>;
export type Transfer = z.infer<typeof transfer>;
export type Action = z.infer<typeof action>;

const ncco = z.array(action).min(1);

/** An NCCO's actions, or a sentence that says why Vonage would refuse it. */
export function parseNcco(value: unknown): Action[] | string {
  if (!Array.isArray(value)) return 'Invalid NCCO: it is no JSON array.';
  const parsed = ncco.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `Invalid NCCO: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is wrong'}.`;
  }
  const barging = parsed.data.findIndex(
    (item) => (item.action === 'talk' || item.action === 'stream') && item.bargeIn,
  );
  if (barging >= 0) {
    const next = parsed.data
      .slice(barging + 1)
      .find((item) => item.action !== 'talk' && item.action !== 'stream');
    if (next && next.action !== 'input')
      return `Invalid NCCO: after bargeIn comes input, not ${next.action}.`;
  }
  return parsed.data;
}
