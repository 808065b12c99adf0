import { backoffMs, endByResult, endUnsent, postedBefore, type AttemptEnd } from './attempt.ts';
import { addressOf } from './channel.ts';
import { channelOf } from './channels.ts';
import type { Intent, Outbox, OutboundMessage, Posted, PostOptions } from './outbox.ts';
import type { Lease, OutboxStore } from './outbox-store.ts';
import type { SendPolicy } from './send-policy.ts';
import type { MessageSender, SendResult } from './sender.ts';

/** What the outbox works with. */
export interface OutboxEnvironment {
  store: OutboxStore;
  sender: MessageSender;
  sendPolicy: SendPolicy;
  now: () => number;
  newId: () => string;
  /** A one-way hash of at most 40 characters: it goes to Vonage as `client-ref` and reveals nothing of the customer. */
  hash: (cause: string) => string;
  pause: (ms: number) => Promise<void>;
  /** In [0, 1). */
  random: () => number;
  /** How long one attempt may keep retrying, ms. */
  budgetMs: number;
}

/** Longer than any function's timeout: while a lease lives, its holder may still be at work. */
const LEASE_MS = 60_000;

export const createOutbox = (environment: OutboxEnvironment): Outbox => ({
  post: (intent, options) => post(intent, environment, options),
  resume: (id) => resume(id, environment),
  find: (cause) => environment.store.find(environment.hash(cause)),
});

async function post(
  intent: Intent,
  environment: OutboxEnvironment,
  { onStored = () => Promise.resolve(), queue = false }: PostOptions = {},
): Promise<Posted> {
  const { store, now, newId } = environment;
  const lease = queue ? { owner: newId(), until: now() } : newLease(environment);
  const message = messageFor(intent, { queue }, environment);
  const isNew = await store.putIfAbsent(message, lease);
  // Both are awaited even if one fails: once the function has answered, what is still running may never finish.
  const [posted, followUp] = await Promise.allSettled([
    isNew ? sendNew(message, lease, environment) : resume(message.id, environment),
    onStored(),
  ]);
  if (posted.status === 'rejected') throw posted.reason;
  if (followUp.status === 'rejected') throw followUp.reason;
  return posted.value;
}

async function resume(id: string, environment: OutboxEnvironment): Promise<Posted> {
  const { store, now } = environment;
  const lease = newLease(environment);
  const claimed = await store.claim(id, now(), lease);
  if (claimed) return attempt(claimed, lease, environment);
  const stored = await store.find(id);
  return stored ? postedBefore(stored, now()) : { id, outcome: 'busy' };
}

const newLease = ({ newId, now }: OutboxEnvironment): Lease => ({ owner: newId(), until: now() + LEASE_MS });

function messageFor(
  { cause, at, ...intent }: Intent,
  { queue }: { queue: boolean },
  { hash, now }: OutboxEnvironment,
): OutboundMessage {
  return {
    ...intent,
    ...channelOf(intent).compose(intent.text),
    id: hash(cause),
    direction: 'outbound',
    at: at ?? now(),
    status: queue ? 'queued' : 'sending',
    attempts: queue ? 0 : 1,
  };
}

async function sendNew(
  message: OutboundMessage,
  lease: Lease,
  environment: OutboxEnvironment,
): Promise<Posted> {
  if (message.status === 'queued') return { id: message.id, outcome: 'queued', message };
  return attempt(message, lease, environment);
}

async function attempt(
  message: OutboundMessage,
  { owner }: Lease,
  environment: OutboxEnvironment,
): Promise<Posted> {
  const { outcome, posted } = await trySending(message, environment);
  await environment.store.recordAttempt(message.id, owner, outcome);
  return posted;
}

/** The policy is checked before each try: the customer may opt out between two. */
async function trySending(message: OutboundMessage, environment: OutboxEnvironment): Promise<AttemptEnd> {
  const { sendPolicy, now, pause, random, budgetMs } = environment;
  const deadline = now() + budgetMs;
  for (let tries = 0; ; tries += 1) {
    const decision = await sendPolicy.check(message);
    if (decision.action !== 'send') return endUnsent(message, decision, now());
    const result = await send(message, environment);
    const waitMs = backoffMs(result, tries, random());
    if (waitMs === undefined || now() + waitMs >= deadline) return end(message, result, environment);
    await pause(waitMs);
  }
}

const send = (message: OutboundMessage, { sender }: OutboxEnvironment): Promise<SendResult> =>
  sender.send({
    ...channelOf(message).payload(message),
    from: message.businessNumber,
    to: addressOf(message),
    clientRef: message.id,
  });

async function end(
  message: OutboundMessage,
  result: SendResult,
  { sendPolicy, now }: OutboxEnvironment,
): Promise<AttemptEnd> {
  if (result.kind !== 'account-rejected') return endByResult(message, result, now());
  return (await sendPolicy.holdAccount(message, result))
    ? endUnsent(message, { action: 'hold', reason: result.trouble }, now())
    : endByResult(message, { kind: 'refused', error: result.error }, now());
}
