import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

const feature = z.enum(['SMS', 'VOICE', 'MMS']);

const rentedNumber = z.object({
  msisdn: z.string(),
  country: z.string(),
  features: z.array(feature),
  type: z.string(),
  appId: z.string().optional(),
  moHttpUrl: z.string().optional(),
  voiceCallbackType: z.string().optional(),
  voiceCallbackValue: z.string().optional(),
  voiceStatusCallback: z.string().optional(),
  messagesCallbackType: z.string().optional(),
  /** An application's id, which the Messages API prefers to `appId`. */
  messagesCallbackValue: z.string().optional(),
});

const webhook = z.looseObject({
  address: z.string(),
  http_method: z.enum(['GET', 'POST']).optional(),
  connect_timeout: z.number().optional(),
  socket_timeout: z.number().optional(),
});

/** The part of an application's capabilities that has an effect; the rest is kept as it came. */
export const capabilities = z.looseObject({
  voice: z
    .looseObject({
      signed_callbacks: z.boolean().optional(),
      webhooks: z
        .looseObject({
          answer_url: webhook.optional(),
          fallback_answer_url: webhook.optional(),
          event_url: webhook.optional(),
        })
        .optional(),
    })
    .optional(),
  rtc: z.looseObject({ webhooks: z.looseObject({ event_url: webhook.optional() }).optional() }).optional(),
  messages: z
    .looseObject({ webhooks: z.looseObject({ inbound_url: webhook.optional() }).optional() })
    .optional(),
});

const application = z.object({
  id: z.string(),
  name: z.string(),
  publicKey: z.string(),
  capabilities,
  privacy: z.object({ improve_ai: z.boolean() }),
});

const user = z.object({
  id: z.string(),
  applicationId: z.string(),
  name: z.string(),
  /** An app that signed out gets no push: its user cannot be called. */
  signedOut: z.boolean(),
  /** The other fields that the client of the API set, kept as they came. */
  profile: z.record(z.string(), z.unknown()),
});

const receipt = z.object({ messageId: z.string(), status: z.string(), errCode: z.string(), at: z.string() });

const message = z.object({
  id: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string(),
  to: z.string(),
  text: z.string(),
  type: z.enum(['text', 'unicode', 'binary']),
  parts: z.number(),
  clientRef: z.string().nullable(),
  at: z.string(),
  receipts: z.array(receipt),
});

/** One of the account's one or two API secrets. */
const secret = z.object({ id: z.string(), secret: z.string(), createdAt: z.string() });

const state = z.object({
  /** Empty in a snapshot from before secrets could be changed: then the account has the one of its options. */
  secrets: z.array(secret).default([]),
  settings: z.object({ moCallBackUrl: z.string(), drCallBackUrl: z.string() }),
  balance: z.number(),
  applications: z.array(application),
  numbers: z.array(rentedNumber),
  users: z.array(user),
  messages: z.array(message),
});

export type Feature = z.infer<typeof feature>;
export type ApiSecret = z.infer<typeof secret>;
export type RentedNumber = z.infer<typeof rentedNumber>;
export type AppWebhook = z.infer<typeof webhook>;
export type Capabilities = z.infer<typeof capabilities>;
export type Application = z.infer<typeof application>;
export type User = z.infer<typeof user>;
export type Receipt = z.infer<typeof receipt>;
export type Message = z.infer<typeof message>;
export type State = z.infer<typeof state>;

/** What the account owns, kept in one JSON file. */
export interface Store {
  readonly state: State;
  /** Writes the changed state soon. */
  save(): void;
  /** Writes now what is not written yet. */
  flush(): void;
}

/** An account's first balance, in euros. */
export const FULL_BALANCE = 10_000;

const WRITE_DELAY_MS = 100;
/** Long snapshots are written less often: writing takes at most a twentieth of the time. */
const PAUSE_PER_WRITE = 20;

/** Opens the snapshot in `file`, or begins with `first` when there is none. */
export function openStore(file: string | undefined, first: () => State): Store {
  const current = (file === undefined ? undefined : read(file)) ?? first();
  let timer: NodeJS.Timeout | undefined;
  let dirty = file !== undefined;
  let lastWriteMs = 0;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!dirty || file === undefined) return;
    dirty = false;
    const startedAt = performance.now();
    mkdirSync(dirname(file), { recursive: true });
    // A process that dies while writing must leave the previous snapshot intact.
    writeFileSync(`${file}.new`, JSON.stringify(current, undefined, 1), { mode: 0o600 });
    renameSync(`${file}.new`, file);
    lastWriteMs = performance.now() - startedAt;
  };
  return {
    state: current,
    flush,
    save: () => {
      dirty = file !== undefined;
      if (dirty) timer ??= setTimeout(flush, Math.max(WRITE_DELAY_MS, lastWriteMs * PAUSE_PER_WRITE));
    },
  };
}

function read(file: string): State | undefined {
  if (!existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  try {
    return state.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} is no snapshot of the simulated Vonage: delete it to begin anew.`, { cause });
  }
}
