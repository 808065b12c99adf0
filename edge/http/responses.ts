import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

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
export const taken: Response = { statusCode: 200, headers: COMMON, body: '' };

export function html(status: number, body: string): Response {
  return {
    statusCode: status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      ...COMMON,
    },
    body,
  };
}
