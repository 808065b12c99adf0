import type { Clock, Timer } from '../../clock.ts';
import type { Publish } from '../event-feed.ts';
import type { PendingWork } from '../pending-work.ts';
import { createAttempts } from './attempt.ts';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import type { HttpResponse } from './http.ts';
import type { Attempt, Webhook, WebhookKind } from './webhook.ts';

export interface WebhookSender {
  /** The latest attempts of all webhooks, oldest first. */
  readonly attempts: readonly Attempt[];
  /** Makes one attempt. It never rejects: a failure is a response with status 0. */
  send(webhook: Webhook, attempt?: number): Promise<{ attempt: Attempt; response: HttpResponse }>;
  /** Makes a first attempt, and schedules retries as the SMS API does; resolves after the first one. */
  deliver(webhook: Webhook): Promise<Attempt>;
  /** Clears the list of attempts and cancels every scheduled retry. */
  reset(): void;
}

const FIRST_RETRY_MS = 5_000;
const MAX_RETRY_DELAY_MS = 15 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;
const KEPT_ATTEMPTS = 2_000;

/**
 * How many webhooks are sent at once, of texts and of calls each. Vonage's senders are paced too: by the carrier, which
 * hands over a number's texts one after another, and by the account's own limits (how many at once is not documented). A
 * laptop that received two hundred in one moment could not respond within Vonage's time limits, which begin with the
 * connection. A webhook that waits here has not been sent, and is signed when it leaves.
 */
const MAX_CONCURRENT = 6;

const KINDS_OF_TEXTS = new Set<WebhookKind>(['inbound-sms', 'receipt']);

/** A later attempt can succeed after these; any other response is final. */
const isTransient = ({ status }: Attempt): boolean => status === 0 || status === 429 || status >= 500;

const retryDelay = (attempt: number): number =>
  Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), MAX_RETRY_DELAY_MS);

export function createWebhookSender({
  clock,
  closing,
  publish,
  pending,
}: {
  clock: Clock;
  closing: AbortSignal;
  publish: Publish;
  pending: PendingWork;
}): WebhookSender {
  const attempts: Attempt[] = [];
  const retries = new Set<Timer>();
  const ofTexts = createConcurrencyLimit(MAX_CONCURRENT);
  const ofCalls = createConcurrencyLimit(MAX_CONCURRENT);
  const makeAttempt = createAttempts({ clock, closing, publish });
  let resets = 0;

  const sendNow: WebhookSender['send'] = async (webhook, number = 1) => {
    const resetsBefore = resets;
    const result = await makeAttempt(webhook, number);
    if (resets === resetsBefore) {
      attempts.push(result.attempt);
      if (attempts.length > KEPT_ATTEMPTS) attempts.shift();
    }
    return result;
  };

  const send: WebhookSender['send'] = (webhook, number) => {
    // The owner's request waits for its URL check, so a check waits for no other webhook.
    if (webhook.kind === 'check') return sendNow(webhook, number);
    const limit = KINDS_OF_TEXTS.has(webhook.kind) ? ofTexts : ofCalls;
    return limit.run(() => sendNow(webhook, number));
  };

  const deliver = async (webhook: Webhook, number: number, since: number): Promise<Attempt> => {
    const resetsBefore = resets;
    const { attempt } = await send(webhook, number);
    const delay = retryDelay(number);
    const isInTime = clock.now() + delay - since <= GIVE_UP_MS;
    if (isTransient(attempt) && isInTime && resets === resetsBefore && !closing.aborted) {
      const retry = pending.schedule(delay, () => {
        retries.delete(retry);
        return deliver(webhook, number + 1, since);
      });
      retries.add(retry);
    }
    return attempt;
  };

  return {
    attempts,
    send: (webhook, number) => pending.track(send(webhook, number)),
    deliver: (webhook) => pending.track(deliver(webhook, 1, clock.now())),
    reset() {
      resets += 1;
      attempts.length = 0;
      for (const retry of retries) retry.cancel();
      retries.clear();
    },
  };
}
