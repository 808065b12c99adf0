import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { randomBytes } from 'node:crypto';
import { page, type Page } from './page.ts';

export type Response = APIGatewayProxyStructuredResultV2;

/** Answers are made for one caller at one moment: nobody on the way may keep them. */
const COMMON = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

export function json(status: number, body: unknown): Response {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...COMMON },
    body: JSON.stringify(body),
  };
}

/** What Vonage wants of a webhook: 200 and no more. */
export const acknowledged: Response = { statusCode: 200, headers: COMMON, body: '' };

/** A page, with the nonce without which no style and no script of it counts. */
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
        // A page without a script of its own runs none and asks for nothing.
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
