import type { HttpResponse } from '../webhooks/http.ts';
import type { WebhookKind } from '../webhooks/webhook.ts';
import { parseNcco, type Action } from './ncco.ts';

/**
 * What a response holds: an NCCO, or neither an NCCO nor a problem (the flow goes on), or a problem, a sentence for the
 * application's owner.
 */
export type NccoResponse =
  { actions: Action[]; problem?: undefined } | { actions?: undefined; problem?: string };

/** Reads the response to a webhook that may return an NCCO. */
export function readNcco(
  { status, contentType, body, error }: HttpResponse,
  kind: WebhookKind,
  mayBeEmpty: boolean,
): NccoResponse {
  if (status === 0) return { problem: error ?? 'no answer' };
  if (status < 200 || status > 299) return { problem: `HTTP ${status}` };
  if (body.trim() === '') return mayBeEmpty ? {} : { problem: 'The answer is empty.' };
  if (!/^application\/json\b/i.test(contentType)) {
    if (kind === 'event') return {};
    return { problem: `The content type is ${contentType || 'missing'}, not application/json.` };
  }
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return { problem: 'Invalid NCCO: it is no JSON.' };
  }
  // The response to an event need not be an NCCO: only a list is one.
  if (kind === 'event' && !Array.isArray(value)) return {};
  const actions = parseNcco(value);
  return typeof actions === 'string' ? { problem: actions } : { actions };
}
