import type { SignatureMethod } from './webhooks/signature.ts';

/** The account's credentials, as its owner sees them on the dashboard. */
export interface Account {
  apiKey: string;
  apiSecret: string;
  signatureSecret: string;
  signatureMethod: SignatureMethod;
}

/** How SMS webhooks are sent, one choice for the whole account: in the query, as a form, or as JSON. */
export type SmsWebhookMethod = 'GET' | 'POST' | 'JSON';
