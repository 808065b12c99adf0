import type { VonageEvent } from '../../vonage/events.ts';
import { CallEntries } from './call-entries.ts';
import { type Draft, faultEntry } from './cloud-entries.ts';
import { Remembered } from './remembered.ts';
import { kebab, oneLine, quoted } from './words.ts';

type Sent = Extract<VonageEvent, { type: 'webhook-sent' }>;

/** How a webhook is proved, and which try it is. */
function proofNote({ proof, url, attempt }: Pick<Sent, 'proof' | 'url' | 'attempt'>): string {
  const token = URL.canParse(url) && new URL(url).searchParams.has('token') ? ['token'] : [];
  const proofs = {
    none: [],
    jwt: ['JWT HS256'],
    signature: [`signed (${proof.kind === 'signature' ? proof.method : ''})`],
  }[proof.kind];
  const shown = [...proofs, ...token].join(' + ') || 'no proof';
  return attempt > 1 ? `${shown} · attempt ${attempt}` : shown;
}

const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : url);

/** Lines of the timeline for what happened at Vonage. */
export class VonageEntries {
  readonly #apiOrigin: () => string | undefined;
  readonly #calls = new CallEntries();
  /** Webhooks that have a connection. */
  readonly #sent = new Remembered<number, true>(5_000);

  constructor(apiOrigin: () => string | undefined) {
    this.#apiOrigin = apiOrigin;
  }

  /** Undefined for what another line tells already. `caller` is the function that calls Vonage, where one does. */
  entry(event: VonageEvent, caller: string | undefined): Draft | undefined {
    switch (event.type) {
      case 'message': {
        const { direction, from, to, text, parts, type } = event.message;
        if (direction === 'inbound') {
          return {
            kind: 'text',
            from: oneLine(`phone ${from}`),
            to: 'Vonage',
            title: `text ${quoted(text)}`,
            tone: 'plain',
            ...(parts > 1 && { note: `${parts} parts` }),
          };
        }
        const encoding = { text: 'GSM-7', unicode: 'Unicode', binary: 'binary' }[type];
        return {
          kind: 'text',
          from: 'Vonage',
          to: oneLine(`phone ${to}`),
          title: `SMS ${quoted(text)} ${parts === 1 ? '1 part' : `${parts} parts`} ${encoding}`,
          tone: 'good',
        };
      }
      case 'webhook-sent':
        this.#sent.set(event.id, true);
        return {
          kind: 'webhook',
          from: 'Vonage',
          to: this.#laneOf(event.url),
          title: oneLine(`${event.kind}: ${event.method} ${pathOf(event.url)}`),
          tone: 'plain',
          note: proofNote(event),
        };
      case 'webhook': {
        const { kind, method, url, status, error, attempt, ms } = event.attempt;
        const lane = this.#laneOf(url);
        const isSent = this.#sent.take(event.id) !== undefined;
        return {
          kind: 'webhook',
          from: isSent ? lane : 'Vonage',
          to: isSent ? 'Vonage' : lane,
          title: oneLine(
            status === 0
              ? `${kind}: ${method} ${pathOf(url)}: ${error ?? 'no answer'}`
              : `${kind} → ${status}`,
          ),
          tone: status >= 200 && status <= 299 ? 'good' : status === 429 ? 'warn' : 'bad',
          ms,
          ...(attempt > 1 && { note: `attempt ${attempt}` }),
        };
      }
      case 'api':
        return {
          kind: caller === undefined ? 'setup' : 'vonage-api',
          from: caller === undefined ? 'owner' : kebab(caller),
          to: 'Vonage',
          title: oneLine(`${event.method} ${event.path}`),
          tone: 'plain',
        };
      case 'call':
        return this.#calls.entry(event.call, event.entry);
      case 'session':
        return {
          kind: 'session',
          from: oneLine(`app ${event.user}`),
          to: 'Vonage',
          title: event.state === 'connected' ? 'signs in' : 'signs out',
          tone: event.state === 'connected' ? 'good' : 'plain',
        };
      case 'faults':
        return faultEntry('Vonage', event.faults);
    }
  }

  #laneOf(url: string): string {
    if (!URL.canParse(url)) return 'nowhere';
    const { origin, host } = new URL(url);
    return origin === this.#apiOrigin() ? 'API' : oneLine(host);
  }
}
