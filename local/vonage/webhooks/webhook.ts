import type { HttpRequest, TimeLimits } from './http.ts';

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

/** How a webhook is authenticated as Vonage's. */
export type WebhookAuth =
  | { kind: 'none' }
  | { kind: 'signature'; method: string; sig: string; nonce: string; timestamp: string }
  | { kind: 'jwt'; claims: Record<string, string | number> };

/** What a webhook is about: a text by its id at Vonage, or a call. */
export type WebhookSubject = { message: string } | { call: string };

/** A webhook's request, and how it is signed. */
export interface SignedRequest extends HttpRequest {
  auth: WebhookAuth;
}

export interface Webhook {
  kind: WebhookKind;
  limits: TimeLimits;
  about?: WebhookSubject;
  /** Makes the request anew for each attempt: a retry has a fresh timestamp, nonce and signature. */
  build: () => Promise<SignedRequest>;
}

/** One attempt to deliver a webhook; status 0 means that no response came, and `error` says why. */
export interface Attempt {
  at: string;
  kind: WebhookKind;
  url: string;
  method: 'GET' | 'POST';
  status: number;
  ms: number;
  /** 1-based. */
  attempt: number;
  error?: string;
  /** The id that the API which responded gave to the request. */
  requestId?: string;
}
