import { z } from 'zod';

/** What the documentation calls a string: it says something. */
const said = z.string().refine((text) => text.trim() !== '', 'must not be empty');
export const url = z
  .string()
  .refine((text) => /^https?:\/\/\S+$/i.test(text) && URL.canParse(text), 'must be an http(s) URL');
export const oneUrl = z.array(url).length(1);
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
export const count = (from: number, to = Infinity) => number(from, to).pipe(z.int());
export const level = number(-1, 1);
export const loop = count(0);
/** The API takes "true" for true. */
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** The API takes [] for {}: PHP writes an empty map so. */
const orEmptyList = <T extends z.ZodType>(object: T) =>
  z.preprocess((value) => (Array.isArray(value) && value.length === 0 ? {} : value), object);
const map = orEmptyList(z.record(z.string(), z.unknown()));
const webhook = { eventUrl: oneUrl.optional(), eventMethod: method.optional() };
const members = z.array(said);
export const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language tag');

const MOST_SPOKEN = 1_500;

/** Of SSML only what stands between the tags is spoken. */
function spokenLength(text: string): number {
  if (!/^<speak[\s/>]/i.test(text.trimStart())) return text.length;
  return text.replaceAll(/<[^<>]*>/g, '').trim().length;
}

/** What a voice is to say. */
export const spokenText = said.refine(
  (text) => spokenLength(text) <= MOST_SPOKEN,
  `must say at most ${MOST_SPOKEN} characters`,
);

const talk = z.looseObject({
  action: z.literal('talk'),
  text: spokenText,
  bargeIn: flag.optional(),
  loop: loop.optional(),
  level: level.optional(),
  language: language.optional(),
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

const keySettings = z.looseObject({
  timeOut: number(0, 10).optional(),
  maxDigits: count(1, 20).optional(),
  submitOnHash: flag.optional(),
});

const input = z.looseObject({
  action: z.literal('input'),
  type: z
    .array(z.enum(['dtmf', 'speech']))
    .min(1)
    .refine((types) => new Set(types).size === types.length, 'must name each type once'),
  dtmf: orEmptyList(keySettings).optional(),
  speech: orEmptyList(
    z.looseObject({
      uuid: z.array(said).length(1).optional(),
      endOnSilence: number(0.4, 10).optional(),
      language: language.optional(),
      context: z.array(said).optional(),
      startTimeout: number(1, 60).optional(),
      maxDuration: number(1, 60).optional(),
      sensitivity: number(10, 100).optional(),
      saveAudio: flag.optional(),
    }),
  ).optional(),
  // Any other word is the default.
  mode: z
    .enum(['synchronous', 'asynchronous'])
    .or(said.transform(() => 'synchronous' as const))
    .optional(),
  ...webhook,
});

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
    domain: said.optional(),
    user: said.optional(),
    headers: map.optional(),
    standardHeaders: map.optional(),
  })
  .refine(({ uri, domain }) => (uri === undefined) !== (domain === undefined), 'needs uri or domain')
  .refine(({ user, domain }) => user === undefined || domain !== undefined, 'takes user with domain only');

export const vbc = z.looseObject({ type: z.literal('vbc'), extension: said });
export const appUser = z.looseObject({ type: z.literal('app'), user: said });
export const msisdn = z.string().regex(/^[1-9]\d{6,14}$/, 'must be E.164 digits');
/** p waits. */
export const keys = z.string().regex(/^[0-9*#p]+$/, 'must be digits, *, # and p');

const phone = z.looseObject({
  type: z.literal('phone'),
  number: msisdn,
  dtmfAnswer: keys.optional(),
  onAnswer: orEmptyList(z.looseObject({ url, ringbackTone: url.optional() })).optional(),
});

const endpoint = z.discriminatedUnion('type', [phone, appUser, vbc, sip, websocket]);

const connect = z
  .looseObject({
    action: z.literal('connect'),
    endpoint: z.array(endpoint).length(1),
    from: z.union([z.string(), z.number()]).optional(),
    randomFromNumber: flag.optional(),
    eventType: z.literal('synchronous').optional(),
    timeout: number(3, 7_200).optional(),
    limit: number(1, 7_200).optional(),
    machineDetection: z.enum(['continue', 'hangup']).optional(),
    advancedMachineDetection: orEmptyList(
      z.looseObject({
        behavior: z.enum(['continue', 'hangup']).optional(),
        mode: z.enum(['default', 'detect', 'detect_beep']).optional(),
        beepTimeout: number(45, 120).optional(),
      }),
    ).optional(),
    ringbackTone: url.optional(),
    ...webhook,
  })
  .refine(
    ({ from, randomFromNumber }) => !(from !== undefined && randomFromNumber),
    'takes from or randomFromNumber',
  )
  .refine(
    ({ endpoint: [to], from }) =>
      to?.type !== 'phone' || from === undefined || msisdn.safeParse(from).success,
    { path: ['from'], error: 'must be E.164 digits where a phone is called' },
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
  name: said,
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
  payload: map,
  eventUrl: oneUrl,
  eventMethod: method.optional(),
});
const wait = z.looseObject({
  action: z.literal('wait'),
  timeout: number(0.1, 7_200).optional(),
});
const transfer = z.looseObject({
  action: z.literal('transfer'),
  conversationId: said,
  mute: flag.optional(),
  canSpeak: members.optional(),
  canHear: members.optional(),
});
const pay = z.looseObject({
  action: z.literal('pay'),
  amount: number(0).refine((amount) => amount > 0, 'must be more than 0'),
  currency: said.optional(),
  prompts: z.array(map).optional(),
  voice: map.optional(),
  eventUrl: oneUrl.optional(),
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

const ncco = z.array(z.preprocess(ofToday, action)).min(1);

const KEY_SETTINGS = new Set(Object.keys(keySettings.shape));

/** An input of the time before types hears keys; their settings stood beside its `eventUrl` then. */
function ofToday(value: unknown): unknown {
  const given = z.looseObject({ action: z.literal('input') }).safeParse(value).data;
  if (!given || 'type' in given || 'speech' in given) return value;
  const dtmf = Object.fromEntries(Object.entries(given).filter(([key]) => KEY_SETTINGS.has(key)));
  return { dtmf, ...given, type: ['dtmf'] };
}

/** An NCCO's actions, or a sentence that says why Vonage would refuse it. */
export function parseNcco(value: unknown): Action[] | string {
  if (!Array.isArray(value)) return 'Invalid NCCO: it is no JSON array.';
  const parsed = ncco.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return `Invalid NCCO: ${issue?.path.join('.') || 'it'}: ${issue?.message ?? 'is wrong'}.`;
  }
  return whyBargeInFails(parsed.data) ?? parsed.data;
}

/** Once true, `bargeIn` holds until an input comes, and nothing but sounds may come before that. */
function whyBargeInFails(actions: Action[]): string | undefined {
  let since: number | undefined;
  for (const [index, item] of actions.entries()) {
    if (item.action === 'talk' || item.action === 'stream') {
      if (item.bargeIn === true) since ??= index;
    } else if (since !== undefined && item.action !== 'input') {
      return `Invalid NCCO: ${since}.bargeIn: after it comes input, not ${item.action}.`;
    } else since = undefined;
  }
  return since === undefined ? undefined : `Invalid NCCO: ${since}.bargeIn: no input comes after it.`;
}
