import { BoundedMap } from './bounded-map.ts';
import type { Draft } from './draft.ts';
import type { Tone } from './entry.ts';
import { oneLine } from './format.ts';
import type { VonageEvents } from './system-event.ts';

/** Entries for the attempts to deliver a webhook: one when it is sent, one when it is over. */
export class WebhookEntries {
  readonly #apiOrigin: () => string | undefined;
  /** Attempts that have a connection, by their id. */
  readonly #sent = new BoundedMap<number, true>(5_000);

  constructor(apiOrigin: () => string | undefined) {
    this.#apiOrigin = apiOrigin;
  }

  sent(event: VonageEvents['webhook-sent']): Draft {
    this.#sent.set(event.id, true);
    return {
      kind: 'webhook',
      from: 'Vonage',
      to: this.#laneOf(event.url),
      title: oneLine(`${event.kind}: ${event.method} ${pathOf(event.url)}`),
      tone: 'plain',
      note: sentNote(event),
    };
  }

  /** The end of an attempt. It is drawn from Vonage if no connection was made: then it is the attempt's only entry. */
  over({ id, attempt: { kind, method, url, status, error, attempt, ms } }: VonageEvents['webhook']): Draft {
    const lane = this.#laneOf(url);
    const wasSent = this.#sent.take(id) !== undefined;
    const title =
      status === 0 ? `${kind}: ${method} ${pathOf(url)}: ${error ?? 'no answer'}` : `${kind} → ${status}`;
    return {
      kind: 'webhook',
      from: wasSent ? lane : 'Vonage',
      to: wasSent ? 'Vonage' : lane,
      title: oneLine(title),
      tone: toneOf(status),
      ms,
      ...(attempt > 1 && { note: `attempt ${attempt}` }),
    };
  }

  #laneOf(url: string): string {
    if (!URL.canParse(url)) return 'nowhere';
    const { origin, host } = new URL(url);
    return origin === this.#apiOrigin() ? 'API' : oneLine(host);
  }
}

/** The tone of a webhook's status; Vonage repeats a webhook that got a 429. */
function toneOf(status: number): Tone {
  if (status >= 200 && status <= 299) return 'good';
  return status === 429 ? 'warn' : 'bad';
}

/** How a webhook is authenticated, and which attempt it is. */
function sentNote({ proof, url, attempt }: VonageEvents['webhook-sent']): string {
  const token = URL.canParse(url) && new URL(url).searchParams.has('token') ? ['token'] : [];
  const signature = {
    none: [],
    jwt: ['JWT HS256'],
    signature: [`signed (${proof.kind === 'signature' ? proof.method : ''})`],
  }[proof.kind];
  const authentication = [...signature, ...token].join(' + ') || 'no proof';
  return attempt > 1 ? `${authentication} · attempt ${attempt}` : authentication;
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);
