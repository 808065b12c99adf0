import type { Platform } from '../platform.ts';
import type { AppWebhook, Application } from '../state.ts';
import type { Webhook, WebhookKind } from '../webhooks/courier.ts';
import type { Answer, Limits, Outgoing } from '../webhooks/exchange.ts';
import { signedCallback, type Proof } from '../webhooks/proof.ts';
import { withQuery } from '../webhooks/sms.ts';
import type { Call } from './call.ts';

/** Where a voice webhook goes. */
export interface Target {
  address: string;
  method: 'GET' | 'POST';
  limits: Limits;
}

const CONNECT_MS = 1_000;
const ANSWER_MS = 5_000;
const EVENT_MS = 10_000;

export function target(
  webhook: AppWebhook | undefined,
  byDefault: 'GET' | 'POST',
  longest = ANSWER_MS,
): Target | undefined {
  if (!webhook) return undefined;
  const {
    address,
    http_method: method = byDefault,
    connect_timeout: connect,
    socket_timeout: socket,
  } = webhook;
  return { address, method, limits: { connectMs: connect ?? CONNECT_MS, responseMs: socket ?? longest } };
}

/** Where a call's events go: the action's own URL, the call's, or the application's. */
export function eventTarget(
  call: Call,
  own: { eventUrl?: string[] | undefined; eventMethod?: 'GET' | 'POST' | undefined } = {},
): Target | undefined {
  const limits = { connectMs: CONNECT_MS, responseMs: EVENT_MS };
  const [address] = own.eventUrl ?? [];
  if (address !== undefined) return { address, method: own.eventMethod ?? 'POST', limits };
  if (call.eventWebhook) return { ...call.eventWebhook, limits };
  return target(call.application.capabilities.voice?.webhooks?.event_url, 'POST', EVENT_MS);
}

/** What a webhook tells, before it becomes a query or JSON. */
export type Parameters = Record<string, unknown>;

/** A voice webhook: parameters in the query or as JSON, signed unless the application declined. */
export function voiceWebhook(
  platform: Platform,
  application: Application,
  kind: WebhookKind,
  { address, method, limits }: Target,
  parameters: Parameters,
): Webhook {
  const isSigned = application.capabilities.voice?.signed_callbacks !== false;
  return {
    kind,
    limits,
    build: async (): Promise<Outgoing & { proof: Proof }> => {
      const body = method === 'POST' ? JSON.stringify(parameters) : undefined;
      const url = method === 'GET' ? withQuery(address, toQuery(parameters)) : address;
      const headers: Record<string, string> =
        body === undefined ? {} : { 'content-type': 'application/json' };
      if (!isSigned) return { url, method, headers, body, proof: { kind: 'none' } };
      const payload =
        body ?? JSON.stringify(URL.canParse(url) ? Object.fromEntries(new URL(url).searchParams) : {});
      const { headers: signed, proof } = await signedCallback(platform, application.id, payload);
      return { url, method, headers: { ...headers, ...signed }, body, proof };
    },
  };
}

/** In a query, what is not flat becomes JSON text. */
function toQuery(parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return query.toString();
}

const RETRIED = new Set([0, 429, 503, 504]);

/** Asks, and once more after a failure that may have passed. */
export async function ask(platform: Platform, call: Call, webhook: Webhook): Promise<Answer> {
  const tryIt = async (number: number): Promise<Answer> => {
    const { attempt, ...answer } = await platform.courier.try(
      { ...webhook, about: { call: call.id } },
      number,
    );
    const { url, method, status, ms, error } = attempt;
    call.note('webhook', {
      kind: webhook.kind,
      method,
      url,
      status,
      ms,
      attempt: number,
      ...(error && { error }),
    });
    return answer;
  };
  const first = await tryIt(1);
  return RETRIED.has(first.status) ? tryIt(2) : first;
}
