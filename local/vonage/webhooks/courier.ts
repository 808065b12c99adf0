import type { Clock, Timer } from '../../clock.ts';
import type { VonageEvent } from '../events.ts';
import { exchange, type Answer, type Limits, type Outgoing } from './exchange.ts';
import { createLane, type Lane } from './lane.ts';
import type { Proof } from './proof.ts';

export type WebhookKind =
  | 'check'
  | 'inbound-sms'
  | 'receipt'
  | 'answer'
  | 'fallback'
  | 'event'
  | 'rtc-event'
  | 'input'
  | 'notify'
  | 'recording';

/** One try to deliver a webhook; status 0 means that no answer came, and `error` says why. */
export interface Attempt {
  at: string;
  kind: WebhookKind;
  url: string;
  method: 'GET' | 'POST';
  status: number;
  ms: number;
  attempt: number;
  error?: string;
  /** By which the API that answered knows it. */
  requestId?: string;
}

/** What a webhook tells about: a text by its id at Vonage, or a call. */
export type About = { message: string } | { call: string };

export interface Webhook {
  kind: WebhookKind;
  limits: Limits;
  about?: About;
  /** Makes the request anew for each try: a retry carries a fresh timestamp, nonce and signature. */
  build(): Promise<Outgoing & { proof: Proof }>;
}

export interface Courier {
  readonly attempts: readonly Attempt[];
  /** Tries once. */
  try(webhook: Webhook, attempt?: number): Promise<Answer & { attempt: Attempt }>;
  /** Tries, and goes on trying as the SMS API does; resolves after the first try. */
  deliver(webhook: Webhook): Promise<Attempt>;
  /** Forgets the list and every retry that waits. */
  reset(): void;
}

const FIRST_RETRY_MS = 5_000;
const LONGEST_RETRY_MS = 15 * 60_000;
const GIVE_UP_MS = 24 * 3_600_000;
const KEPT_ATTEMPTS = 2_000;

/**
 * So many webhooks are under way at once, of texts and of calls each. Vonage's senders are paced too: by the carrier, which
 * hands over a number's texts one after another, and by the account's own limits (how many at once is not documented). A
 * laptop that were sent two hundred in one moment could not answer them within Vonage's limits, which begin with the
 * connection: what waits here has not been sent, and is signed when it leaves.
 */
const AT_ONCE = 6;

const OF_TEXTS = new Set<WebhookKind>(['inbound-sms', 'receipt']);

/** Time can mend these; any other answer is final. */
const isRetried = ({ status }: Attempt): boolean => status === 0 || status === 429 || status >= 500;

export function createCourier({
  clock,
  closing,
  tell,
  track,
}: {
  clock: Clock;
  closing: AbortSignal;
  tell: (event: VonageEvent) => void;
  track: <T>(work: Promise<T>) => Promise<T>;
}): Courier {
  const attempts: Attempt[] = [];
  const retries = new Set<Timer>();
  const texts = createLane(AT_ONCE);
  const calls = createLane(AT_ONCE);
  let generation = 0;
  let lastId = 0;

  /** A check waits for nobody: the owner's command waits for it. */
  const laneOf = (kind: WebhookKind): Lane | undefined =>
    kind === 'check' ? undefined : OF_TEXTS.has(kind) ? texts : calls;

  /** What cannot even be sent counts as a delivery that failed. */
  const send = async (
    webhook: Webhook,
    onConnected: (outgoing: Outgoing & { proof: Proof }, port: number | undefined) => void,
  ): Promise<{ outgoing: Outgoing; proof: Proof; answer: Answer }> => {
    let built: Outgoing & { proof: Proof } = {
      url: '',
      method: 'POST',
      headers: {},
      body: undefined,
      proof: { kind: 'none' },
    };
    try {
      built = await webhook.build();
      const answer = await exchange(built, webhook.limits, clock, closing, (port) =>
        onConnected(built, port),
      );
      return { outgoing: built, proof: built.proof, answer };
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'it cannot be sent';
      const answer = { status: 0, contentType: '', body: '', ms: 0, error: reason };
      return { outgoing: built, proof: built.proof, answer };
    }
  };

  const tryOnce: Courier['try'] = (webhook, attempt = 1) => {
    const lane = laneOf(webhook.kind);
    return lane ? lane.through(() => tryNow(webhook, attempt)) : tryNow(webhook, attempt);
  };

  const tryNow = async (webhook: Webhook, attempt: number): Promise<Answer & { attempt: Attempt }> => {
    const era = generation;
    const at = new Date(clock.now()).toISOString();
    const { kind, about } = webhook;
    const id = (lastId += 1);
    const { outgoing, proof, answer } = await send(webhook, ({ url, method, body: sent = '', proof }, port) =>
      tell({
        type: 'webhook-sent',
        at: new Date(clock.now()).toISOString(),
        id,
        kind,
        url,
        method,
        attempt,
        port,
        proof,
        sent,
        ...(about && { about }),
      }),
    );
    const entry: Attempt = {
      at,
      kind,
      url: outgoing.url,
      method: outgoing.method,
      status: answer.status,
      ms: answer.ms,
      attempt,
      ...(answer.error !== undefined && { error: answer.error }),
      ...(answer.requestId !== undefined && { requestId: answer.requestId }),
    };
    if (era === generation) {
      attempts.push(entry);
      if (attempts.length > KEPT_ATTEMPTS) attempts.shift();
    }
    tell({
      type: 'webhook',
      at: new Date(clock.now()).toISOString(),
      id,
      attempt: entry,
      proof,
      sent: outgoing.body ?? '',
      answered: answer.body,
      ...(about && { about }),
    });
    return { ...answer, attempt: entry };
  };

  const deliverFrom = async (webhook: Webhook, attempt: number, since: number): Promise<Attempt> => {
    const era = generation;
    const { attempt: entry } = await tryOnce(webhook, attempt);
    const wait = Math.min(FIRST_RETRY_MS * 2 ** (attempt - 1), LONGEST_RETRY_MS);
    const wanted = isRetried(entry) && clock.now() + wait - since <= GIVE_UP_MS;
    if (wanted && era === generation && !closing.aborted) {
      const timer = clock.after(wait, async () => {
        retries.delete(timer);
        await track(deliverFrom(webhook, attempt + 1, since));
      });
      retries.add(timer);
    }
    return entry;
  };

  return {
    attempts,
    try: (webhook, attempt) => track(tryOnce(webhook, attempt)),
    deliver: (webhook) => track(deliverFrom(webhook, 1, clock.now())),
    reset() {
      generation += 1;
      attempts.length = 0;
      for (const timer of retries) timer.cancel();
      retries.clear();
    },
  };
}
