import { type Draft, toneOfStatus } from './draft.ts';
import { oneLine, toKebabCase } from './format.ts';
import type { OpenRequest } from './links.ts';
import type { CloudEvents } from './system-event.ts';

/** The lane that calls a route of our API when no webhook does. */
function callerOf({ method, path }: { method: string; path: string }): string {
  if ((path === '/notify' && method === 'POST') || path.startsWith('/api/deliveries')) return 'shop';
  return path.startsWith('/api/') ? 'app' : 'browser';
}

/** `request`: the event's own request as far as it is known. */
export function requestEntry(event: CloudEvents['request'], request: OpenRequest | undefined): Draft {
  return {
    kind: 'request',
    from: request?.isWebhook ? 'API' : callerOf(event),
    to: 'API',
    title: oneLine(`${event.method} ${event.path}`),
    tone: 'plain',
    ...(event.route === undefined && { note: 'no route' }),
  };
}

/** `request`: the one that is answered, as far as it is known. */
export function responseEntry(event: CloudEvents['response'], request: OpenRequest | undefined): Draft {
  const prefix = request ? `${request.method} ${request.path} → ` : '';
  return {
    kind: 'response',
    from: 'API',
    to: !request || request.isWebhook ? 'API' : callerOf(request),
    title: oneLine(`${prefix}${event.status}`),
    tone: toneOfStatus(event.status),
    ms: event.ms,
  };
}

/** Vonage's response to a function's request. */
export function outgoingEntry(event: CloudEvents['outgoing']): Draft {
  const result = event.status === 0 ? (event.error ?? 'no answer') : String(event.status);
  return {
    kind: 'vonage-api',
    from: 'Vonage',
    to: toKebabCase(event.function),
    title: oneLine(`${event.method} ${event.path} → ${result}`),
    tone: toneOfStatus(event.status),
    ms: event.ms,
  };
}
