import type { Platform, SmsWebhookMethod } from '../platform.ts';
import type { About, Webhook } from './courier.ts';
import { smsSignature } from './signature.ts';

const LIMITS = { connectMs: 3_000, responseMs: 15_000 };

/** A webhook of the SMS API: its parameters, signed, in the account's way of sending them. */
export function smsWebhook(
  platform: Platform,
  kind: 'inbound-sms' | 'receipt',
  url: string,
  method: SmsWebhookMethod,
  parameters: Record<string, string>,
  about: About,
): Webhook {
  return {
    kind,
    about,
    limits: LIMITS,
    build: () => {
      if (platform.faults.takeUnsigned())
        return Promise.resolve({ ...encode(url, method, parameters), proof: { kind: 'none' } as const });
      const { signatureSecret, signatureMethod } = platform.account;
      const timestamp = String(Math.floor(platform.clock.now() / 1000));
      const unsigned = { ...parameters, timestamp, nonce: platform.uuid() };
      const sig = smsSignature(unsigned, signatureSecret, signatureMethod);
      const signed = { ...unsigned, sig };
      const proof = {
        kind: 'signature',
        method: signatureMethod,
        sig,
        nonce: unsigned.nonce,
        timestamp,
      } as const;
      return Promise.resolve({ ...encode(url, method, signed), proof });
    },
  };
}

function encode(url: string, method: SmsWebhookMethod, parameters: Record<string, string>) {
  const query = new URLSearchParams(parameters).toString();
  switch (method) {
    case 'GET':
      return { url: withQuery(url, query), method: 'GET', headers: {}, body: undefined } as const;
    case 'POST': {
      const headers = { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' };
      return { url, method: 'POST', headers, body: query } as const;
    }
    case 'JSON': {
      const headers = { 'content-type': 'application/json' };
      return { url, method: 'POST', headers, body: JSON.stringify(parameters) } as const;
    }
  }
}

/** The registered URL may have a query of its own; it stays in front. */
export function withQuery(url: string, query: string): string {
  return url + (url.includes('?') ? '&' : '?') + query;
}

/** Whether a URL may be registered for SMS: Vonage asks it once, and wants what a webhook may answer, 200 or 204. */
export async function answersCheck(platform: Platform, url: string): Promise<boolean> {
  const { status } = await platform.courier.try({
    kind: 'check',
    limits: LIMITS,
    build: () =>
      Promise.resolve({ url, method: 'GET', headers: {}, body: undefined, proof: { kind: 'none' } }),
  });
  return status === 200 || status === 204;
}

/** What a management API says of a URL that failed the check. */
export const failedCheck = (url: string): string =>
  `Callback URL ${url} is invalid or answered neither 200 nor 204`;
