import type { WebhookSubject } from '../../vonage/webhooks/webhook.ts';
import { BoundedMap } from './bounded-map.ts';
import { referenceIn, traceIds } from './outgoing-ids.ts';
import {
  type CloudEvents,
  type CloudHandlers,
  handleCloudEvent,
  handleVonageEvent,
  isVonageEvent,
  type SystemEvent,
  type VonageEvents,
  type VonageHandlers,
} from './system-event.ts';

/** A request at the API. */
export interface OpenRequest {
  method: string;
  path: string;
  /** Whether it is one of Vonage's webhooks. */
  isWebhook: boolean;
}

/**
 * Assigns events to exchanges by ids, never by time: a webhook and the API's request share a connection; a request and
 * its invocation share an id; a function's request to Vonage carries both in its trace header; a text has an id at
 * Vonage and our own reference.
 */
export class Links {
  readonly #apiOrigin: () => string | undefined;
  readonly #writerOf: (reference: string) => string | undefined;
  readonly #requests = new BoundedMap<string, OpenRequest>();
  /** Exchanges by the request id of an invocation. */
  readonly #invocations = new BoundedMap<string, string>();
  /** Exchanges of the webhooks that are on their way to the API, by the sender's port. */
  readonly #ports = new BoundedMap<number, string>(1_000);
  readonly #portOfWebhook = new BoundedMap<number, number>(1_000);
  /** Exchanges by a text's id at Vonage. */
  readonly #messages = new BoundedMap<string, string>();
  /** Exchanges by our reference of a text. */
  readonly #references = new BoundedMap<string, string>();
  /** Exchanges by the span of a function's request to Vonage. */
  readonly #spans = new BoundedMap<string, string>();

  /**
   * `writerOf` finds the exchange that first wrote a text's reference into a table: needed for texts that a sweep sends
   * because the function that accepted them died before its request to Vonage.
   */
  constructor(options: {
    apiOrigin: () => string | undefined;
    writerOf: (reference: string) => string | undefined;
  }) {
    this.#apiOrigin = options.apiOrigin;
    this.#writerOf = options.writerOf;
  }

  /** The exchange of an event; undefined if it belongs to none. Pass each event once, in order. */
  exchangeOf(event: SystemEvent): string | undefined {
    return isVonageEvent(event)
      ? handleVonageEvent(this.#vonageHandlers, event)
      : handleCloudEvent(this.#cloudHandlers, event);
  }

  requestOf(requestId: string): OpenRequest | undefined {
    return this.#requests.get(requestId);
  }

  readonly #ofInvocation = ({ requestId }: { requestId: string | undefined }): string | undefined =>
    requestId === undefined ? undefined : this.#invocations.get(requestId);

  readonly #cloudHandlers: CloudHandlers<string | undefined> = {
    request: (event) => this.#ofRequest(event),
    schedule: ({ requestId }) => this.#begin(requestId, `sweep:${requestId}`),
    'invocation-wait': (event) => this.#ofInvocation(event) ?? this.#beginRequest(event),
    'invocation-start': (event) => this.#ofInvocation(event) ?? this.#beginRequest(event),
    outgoing: (event) => this.#spans.take(event.span) ?? this.#ofInvocation(event),
    response: this.#ofInvocation,
    'access-log': this.#ofInvocation,
    'environment-start': this.#ofInvocation,
    'invocation-end': this.#ofInvocation,
    log: this.#ofInvocation,
    killed: this.#ofInvocation,
    dynamodb: this.#ofInvocation,
    secrets: this.#ofInvocation,
    'environment-end': () => undefined,
    'custom-resource': () => undefined,
    faults: () => undefined,
    clock: () => undefined,
  };

  readonly #vonageHandlers: VonageHandlers<string | undefined> = {
    message: (event) => this.#ofMessage(event),
    'webhook-sent': (event) => this.#ofSentWebhook(event),
    webhook: (event) => this.#ofFinishedWebhook(event),
    api: (event) => this.#ofApiRequest(event),
    call: (event) => `call:${event.call}`,
    session: () => undefined,
    faults: () => undefined,
  };

  #ofRequest({ requestId, method, path, callerPort }: CloudEvents['request']): string {
    const webhook = callerPort === undefined ? undefined : this.#ports.take(callerPort);
    this.#requests.set(requestId, { method, path, isWebhook: webhook !== undefined });
    return webhook === undefined ? this.#beginRequest({ requestId }) : this.#begin(requestId, webhook);
  }

  #beginRequest({ requestId }: { requestId: string }): string {
    return this.#begin(requestId, `request:${requestId}`);
  }

  #begin(requestId: string, exchange: string): string {
    this.#invocations.set(requestId, exchange);
    return exchange;
  }

  #ofMessage({ message, trace }: VonageEvents['message']): string {
    const { id, direction, clientRef } = message;
    const sender = direction === 'inbound' ? undefined : this.#ofSender(trace, clientRef);
    const exchange = sender ?? `text:${id}`;
    this.#messages.set(id, exchange);
    return exchange;
  }

  #ofSentWebhook({ id, about, port, url }: VonageEvents['webhook-sent']): string {
    const exchange = this.#ofSubject(about, id);
    if (port !== undefined && hasOrigin(url, this.#apiOrigin())) {
      this.#ports.set(port, exchange);
      this.#portOfWebhook.set(id, port);
    }
    return exchange;
  }

  #ofFinishedWebhook({ id, about }: VonageEvents['webhook']): string {
    // Its connection is closed, so another one may get the port.
    const port = this.#portOfWebhook.take(id);
    if (port !== undefined) this.#ports.take(port);
    return this.#ofSubject(about, id);
  }

  #ofSubject(subject: WebhookSubject | undefined, webhookId: number): string {
    if (!subject) return `webhook:${webhookId}`;
    return 'call' in subject
      ? `call:${subject.call}`
      : (this.#messages.get(subject.message) ?? `text:${subject.message}`);
  }

  #ofApiRequest({ trace, path, body }: VonageEvents['api']): string | undefined {
    const exchange = this.#ofSender(trace, path === '/sms/json' ? referenceIn(body) : null);
    const { span } = traceIds(trace);
    if (span !== undefined && exchange !== undefined) this.#spans.set(span, exchange);
    return exchange;
  }

  /** The exchange of a function's request to Vonage. A text that a sweep sends belongs to the exchange that left it. */
  #ofSender(trace: string | undefined, reference: string | null): string | undefined {
    const sender = this.#ofInvocation(traceIds(trace));
    if (sender === undefined || reference === null) return sender;
    const isSweep = sender.startsWith('sweep:');
    const origin =
      this.#references.get(reference) ?? (isSweep ? this.#writerOf(reference) : undefined) ?? sender;
    this.#references.set(reference, origin);
    return isSweep ? origin : sender;
  }
}

const hasOrigin = (url: string, origin: string | undefined): boolean =>
  URL.canParse(url) && new URL(url).origin === origin;
