import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { randomBytes } from 'node:crypto';
import { page, type Page } from './page.ts';

export type Response = APIGatewayProxyStructuredResultV2;

/** Responses are for one caller at one moment: no cache may keep them. */
const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/** @param body its type is the contract's */
export function json<T extends object>(status: number, body: T): Response {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...COMMON },
    body: JSON.stringify(body),
  };
}

/** All that Vonage wants of a webhook's response. */
export const acknowledged: Response = { statusCode: 200, headers: COMMON, body: '' };

/** A page, whose style and script run only with the nonce of this response. */
export function html(status: number, shown: Page): Response {
  const nonce = randomBytes(18).toString('base64url');
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': shown.language,
      vary: 'accept-language',
      'content-security-policy': [
        "default-src 'none'",
        // A page without a script of its own runs none and connects to nothing.
        ...(shown.script === undefined ? [] : [`script-src 'nonce-${nonce}'`, "connect-src 'self'"]),
        `style-src 'nonce-${nonce}'`,
        'img-src data:',
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ].join('; '),
      'permissions-policy':
        'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
      // With `no-referrer` a browser sends its own page's form as from the origin `null`.
      'referrer-policy': 'same-origin',
      ...COMMON,
    },
    body: page(shown, nonce),
  };
}
