import type { Application } from '../state.ts';
import type { HttpResponse } from '../webhooks/http.ts';
import { withQuery } from '../webhooks/query.ts';
import type { WebhookSender } from '../webhooks/sender.ts';
import type { WebhookSigner } from '../webhooks/signer.ts';
import type { SignedRequest, WebhookKind } from '../webhooks/webhook.ts';
import type { Call } from './call.ts';
import type { WebhookTarget } from './webhook-target.ts';

/** A webhook's content, before it becomes a query or JSON. */
export type Parameters = Record<string, unknown>;

/** Sends a call's webhook, once more after a failure that may be transient, and notes each attempt in the call's log. */
export type SendCallWebhook = (
  call: Call,
  kind: WebhookKind,
  target: WebhookTarget,
  parameters: Parameters,
) => Promise<HttpResponse>;

const RETRIED = new Set([0, 429, 503, 504]);

export function createCallWebhooks({
  signer,
  sender,
}: {
  signer: Pick<WebhookSigner, 'signCallback'>;
  sender: Pick<WebhookSender, 'send'>;
}): SendCallWebhook {
  return async (call, kind, target, parameters) => {
    const webhook = {
      kind,
      limits: target.limits,
      about: { call: call.id },
      build: () => buildRequest(signer, call.application, target, parameters),
    };
    const send = async (number: number): Promise<HttpResponse> => {
      const { attempt, response } = await sender.send(webhook, number);
      const { url, method, status, ms, error } = attempt;
      call.note('webhook', { kind, method, url, status, ms, attempt: number, ...(error && { error }) });
      return response;
    };
    const first = await send(1);
    return RETRIED.has(first.status) ? send(2) : first;
  };
}

/** Parameters in the query or as JSON, signed unless the application declined that. */
async function buildRequest(
  signer: Pick<WebhookSigner, 'signCallback'>,
  application: Application,
  { address, method }: WebhookTarget,
  parameters: Parameters,
): Promise<SignedRequest> {
  const body = method === 'POST' ? JSON.stringify(parameters) : undefined;
  const url = method === 'GET' ? withQuery(address, toQuery(parameters)) : address;
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  if (application.capabilities.voice?.signed_callbacks === false)
    return { url, method, headers, body, auth: { kind: 'none' } };
  const signed = await signer.signCallback(application.id, body ?? queryAsJson(url));
  return { url, method, headers: { ...headers, ...signed.headers }, body, auth: signed.auth };
}

const queryAsJson = (url: string): string =>
  JSON.stringify(URL.canParse(url) ? Object.fromEntries(new URL(url).searchParams) : {});

/** In a query, what is not text becomes JSON. */
function toQuery(parameters: Parameters): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.append(name, typeof value === 'string' ? value : JSON.stringify(value));
  }
  return query.toString();
}
