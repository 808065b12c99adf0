import type { CloudEvent } from '../../cloud/events.ts';
import type { VonageEvent } from '../../vonage/events.ts';
import type { WebhookSubject } from '../../vonage/webhooks/webhook.ts';
import { type Happened, isVonages } from './happened.ts';
import { Remembered } from './remembered.ts';

/** A request at the API, until it is answered. */
export interface OpenRequest {
  method: string;
  path: string;
  /** Whether one of Vonage's webhooks brought it. */
  isWebhook: boolean;
}

/**
 * Finds what an event follows from, by ids and never by time: a webhook and the API's request share a connection, a
 * request and its invocation an id, a function's call to Vonage carries both in its trace header, and a text has an id
 * at Vonage and a reference of ours.
 */
export class Links {
  readonly #apiOrigin: () => string | undefined;
  readonly #writerOf: (reference: string) => string | undefined;
  readonly #requests = new Remembered<string, OpenRequest>();
  readonly #invocations = new Remembered<string, string>();
  /** Connections of webhooks on their way to the API. */
  readonly #ports = new Remembered<number, string>(1_000);
  readonly #portOf = new Remembered<number, number>(1_000);
  readonly #messages = new Remembered<string, string>();
  readonly #references = new Remembered<string, string>();
  readonly #spans = new Remembered<string, string>();

  /**
   * `writerOf` finds the exchange that first wrote a text's reference into a table, for those that a sweep sends
   * although whoever took them died before it called Vonage.
   */
  constructor(options: {
    apiOrigin: () => string | undefined;
    writerOf: (reference: string) => string | undefined;
  }) {
    this.#apiOrigin = options.apiOrigin;
    this.#writerOf = options.writerOf;
  }

  /** The exchange of an event, undefined for what stands alone. Each event is asked about once, in its order. */
  exchangeOf(event: Happened): string | undefined {
    return isVonages(event) ? this.#ofVonage(event) : this.#ofCloud(event);
  }

  requestOf(requestId: string): OpenRequest | undefined {
    return this.#requests.get(requestId);
  }

  #ofCloud(event: CloudEvent): string | undefined {
    switch (event.kind) {
      case 'request': {
        const { requestId, method, path, callerPort } = event;
        const webhook = callerPort === undefined ? undefined : this.#ports.take(callerPort);
        this.#requests.set(requestId, { method, path, isWebhook: webhook !== undefined });
        return this.#begin(requestId, webhook ?? `request:${requestId}`);
      }
      case 'schedule':
        return this.#begin(event.requestId, `sweep:${event.requestId}`);
      case 'invocation-wait':
      case 'invocation-start':
        return (
          this.#invocations.get(event.requestId) ?? this.#begin(event.requestId, `request:${event.requestId}`)
        );
      case 'outgoing':
        return this.#spans.take(event.span) ?? this.#invocations.get(event.requestId);
      case 'response':
      case 'access-log':
      case 'environment-start':
      case 'invocation-end':
      case 'log':
      case 'killed':
      case 'dynamodb':
      case 'secrets':
        return event.requestId === undefined ? undefined : this.#invocations.get(event.requestId);
      case 'environment-end':
      case 'custom-resource':
      case 'faults':
      case 'clock':
        return undefined;
    }
  }

  #ofVonage(event: VonageEvent): string | undefined {
    switch (event.type) {
      case 'message': {
        const { id, direction, clientRef } = event.message;
        const exchange =
          direction === 'inbound' ? `text:${id}` : (this.#sender(event.trace, clientRef) ?? `text:${id}`);
        this.#messages.set(id, exchange);
        return exchange;
      }
      case 'webhook-sent': {
        const exchange = this.#aboutWhat(event.about, event.id);
        if (event.port !== undefined && isAt(event.url, this.#apiOrigin())) {
          this.#ports.set(event.port, exchange);
          this.#portOf.set(event.id, event.port);
        }
        return exchange;
      }
      case 'webhook': {
        // Its connection is closed: another may get the port.
        const port = this.#portOf.take(event.id);
        if (port !== undefined) this.#ports.take(port);
        return this.#aboutWhat(event.about, event.id);
      }
      case 'api': {
        const exchange = this.#sender(
          event.trace,
          event.path === '/sms/json' ? referenceIn(event.body) : null,
        );
        const { span } = traced(event.trace);
        if (span !== undefined && exchange !== undefined) this.#spans.set(span, exchange);
        return exchange;
      }
      case 'call':
        return `call:${event.call}`;
      case 'session':
      case 'faults':
        return undefined;
    }
  }

  #begin(requestId: string, exchange: string): string {
    this.#invocations.set(requestId, exchange);
    return exchange;
  }

  #aboutWhat(about: WebhookSubject | undefined, webhookId: number): string {
    if (!about) return `webhook:${webhookId}`;
    return 'call' in about
      ? `call:${about.call}`
      : (this.#messages.get(about.message) ?? `text:${about.message}`);
  }

  /** The exchange in which a function calls Vonage; what a sweep sends belongs to what it was left over from. */
  #sender(trace: string | undefined, reference: string | null): string | undefined {
    const { requestId } = traced(trace);
    const calling = requestId === undefined ? undefined : this.#invocations.get(requestId);
    if (calling === undefined || reference === null) return calling;
    const isSweep = calling.startsWith('sweep:');
    const known =
      this.#references.get(reference) ?? (isSweep ? this.#writerOf(reference) : undefined) ?? calling;
    this.#references.set(reference, known);
    return isSweep ? known : calling;
  }
}

/** X-Ray's header: whose call it is, and which one. */
function traced(header: string | undefined): { requestId: string | undefined; span: string | undefined } {
  const of = (name: string): string | undefined =>
    header
      ?.split(';')
      .find((part) => part.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  return { requestId: of('Self'), span: of('Parent') };
}

const isAt = (url: string, origin: string | undefined): boolean =>
  URL.canParse(url) && new URL(url).origin === origin;

/** The `client-ref` in the SMS API's request, a form or JSON. */
function referenceIn(body: string): string | null {
  if (!body.trimStart().startsWith('{')) return new URLSearchParams(body).get('client-ref');
  try {
    const fields: unknown = JSON.parse(body);
    const found: unknown =
      typeof fields === 'object' && fields !== null && 'client-ref' in fields
        ? fields['client-ref']
        : undefined;
    return typeof found === 'string' ? found : null;
  } catch {
    return null;
  }
}
