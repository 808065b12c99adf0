import * as z from 'zod/mini';

export const KINDS = [
  'text',
  'webhook',
  'request',
  'response',
  'invocation',
  'log',
  'dynamodb',
  'secrets',
  'vonage-api',
  'call',
  'session',
  'schedule',
  'killed',
  'fault',
  'clock',
  'setup',
] as const;

/** One thing that happened, as the timeline lists it. */
export const entryShape = z.object({
  id: z.int(),
  /** On the desk's clock, ms since the epoch. */
  at: z.number(),
  exchange: z.optional(z.string()),
  kind: z.string(),
  from: z.string(),
  to: z.string(),
  title: z.string(),
  tone: z.catch(z.enum(['plain', 'good', 'warn', 'bad']), 'plain'),
  /** How long it took, ms. */
  ms: z.optional(z.number()),
  note: z.optional(z.string()),
});
export type Entry = z.infer<typeof entryShape> & {
  /** It belongs to an exchange that only reads. */
  isRead?: true;
};

export const systemInfoShape = z.object({
  apiUrl: z.string(),
  simulatorUrl: z.string(),
  dynamodbUrl: z.string(),
  numbers: z.object({ support: z.string(), delivery: z.string(), voice: z.string() }),
  agents: z.array(z.string()),
  mobileApiKey: z.optional(z.string()),
  notifyKey: z.optional(z.string()),
  run: z.string(),
});
export type SystemInfo = z.infer<typeof systemInfoShape>;

/** A text; `inbound` is from a customer to the desk. */
export const textShape = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  type: z.string(),
  parts: z.number(),
  at: z.string(),
  receipts: z.array(z.object({ status: z.string(), errCode: z.string() })),
});
export type Text = z.infer<typeof textShape>;

const legShape = z.object({
  id: z.string(),
  kind: z.string(),
  user: z.optional(z.string()),
  number: z.optional(z.string()),
  state: z.string(),
  detail: z.optional(z.string()),
});
export type Leg = z.infer<typeof legShape>;

/** A line of a call's log; further fields depend on the action. */
const callLineShape = z.looseObject({ at: z.string(), action: z.string() });
export type CallLine = z.infer<typeof callLineShape>;

export const callShape = z.object({
  id: z.string(),
  direction: z.string(),
  from: z.string(),
  to: z.string(),
  user: z.optional(z.string()),
  state: z.string(),
  waitingFor: z.nullable(z.string()),
  startedAt: z.string(),
  log: z.array(callLineShape),
  legs: z.array(legShape),
});
export type Call = z.infer<typeof callShape>;

export const isRunning = ({ state }: { state: string }): boolean =>
  state === 'started' || state === 'ringing' || state === 'answered';
