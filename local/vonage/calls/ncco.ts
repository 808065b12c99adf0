import { z } from 'zod';
import { endpoint } from './ncco-endpoints.ts';
import {
  nonEmpty,
  url,
  oneUrl,
  method,
  number,
  count,
  level,
  loop,
  flag,
  orEmptyList,
  map,
  eventWebhook,
  legIds,
  language,
  spokenText,
  msisdn,
} from './ncco-fields.ts';

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
      uuid: z.array(nonEmpty).length(1).optional(),
      endOnSilence: number(0.4, 10).optional(),
      language: language.optional(),
      context: z.array(nonEmpty).optional(),
      startTimeout: number(1, 60).optional(),
      maxDuration: number(1, 60).optional(),
      sensitivity: number(10, 100).optional(),
      saveAudio: flag.optional(),
    }),
  ).optional(),
  // Any other word is the default.
  mode: z
    .enum(['synchronous', 'asynchronous'])
    .or(nonEmpty.transform(() => 'synchronous' as const))
    .optional(),
  ...eventWebhook,
});

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
    ...eventWebhook,
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
  ...eventWebhook,
});

const conversation = z.looseObject({
  action: z.literal('conversation'),
  name: nonEmpty,
  musicOnHoldUrl: oneUrl.or(url).optional(),
  startOnEnter: flag.optional(),
  endOnExit: flag.optional(),
  record: flag.optional(),
  canSpeak: legIds.optional(),
  canHear: legIds.optional(),
  mute: flag.optional(),
  transcription: map.optional(),
  ...eventWebhook,
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
  conversationId: nonEmpty,
  mute: flag.optional(),
  canSpeak: legIds.optional(),
  canHear: legIds.optional(),
});
const pay = z.looseObject({
  action: z.literal('pay'),
  amount: number(0).refine((amount) => amount > 0, 'must be more than 0'),
  currency: nonEmpty.optional(),
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
export type ConversationAction = z.infer<typeof conversation>;
export type Wait = z.infer<typeof wait>;
export type Notify = z.infer<typeof notify>;
export type TransferAction = z.infer<typeof transfer>;
export type Action = z.infer<typeof action>;

const ncco = z.array(z.preprocess(withType, action)).min(1);

const KEY_SETTINGS = new Set(Object.keys(keySettings.shape));

/** An input of the time before `type` receives keys; their settings stood beside its `eventUrl` then. */
function withType(value: unknown): unknown {
  const given = z.looseObject({ action: z.literal('input') }).safeParse(value).data;
  if (!given || 'type' in given || 'speech' in given) return value;
  const dtmf = Object.fromEntries(Object.entries(given).filter(([key]) => KEY_SETTINGS.has(key)));
  return { dtmf, ...given, type: ['dtmf'] };
}

/** An NCCO's actions, or a sentence with the reason why Vonage would reject it. */
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
