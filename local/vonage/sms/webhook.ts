import type { SmsWebhookMethod } from '../account.ts';
import type { HttpRequest } from '../webhooks/http.ts';
import { SMS_LIMITS } from '../webhooks/limits.ts';
import { withQuery } from '../webhooks/query.ts';
import type { WebhookSigner } from '../webhooks/signer.ts';
import type { Webhook, WebhookSubject } from '../webhooks/webhook.ts';

/** A webhook of the SMS API: its parameters, signed, in the query, as a form, or as JSON. */
export function smsWebhook(
  signer: Pick<WebhookSigner, 'signSms'>,
  {
    kind,
    url,
    method,
    parameters,
    about,
  }: {
    kind: 'inbound-sms' | 'receipt';
    url: string;
    method: SmsWebhookMethod;
    parameters: Record<string, string>;
    about: WebhookSubject;
  },
): Webhook {
  return {
    kind,
    about,
    limits: SMS_LIMITS,
    build: () => {
      const signed = signer.signSms(parameters);
      return Promise.resolve({ ...encode(url, method, signed.parameters), auth: signed.auth });
    },
  };
}

function encode(url: string, method: SmsWebhookMethod, parameters: Record<string, string>): HttpRequest {
  const query = new URLSearchParams(parameters).toString();
  switch (method) {
    case 'GET':
      return { url: withQuery(url, query), method: 'GET', headers: {}, body: undefined };
    case 'POST': {
      const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
      return { url, method: 'POST', headers, body: query };
    }
    case 'JSON': {
      const headers = { 'content-type': 'application/json' };
      return { url, method: 'POST', headers, body: JSON.stringify(parameters) };
    }
  }
}
