import type { WebhookSender } from './sender.ts';
import { SMS_LIMITS } from './limits.ts';
import type { SignedRequest } from './webhook.ts';

/** Requests a URL once before it is registered for SMS; Vonage accepts the statuses of a webhook, 200 and 204. */
export async function passesUrlCheck(sender: Pick<WebhookSender, 'send'>, url: string): Promise<boolean> {
  const request: SignedRequest = {
    url,
    method: 'GET',
    headers: {},
    body: undefined,
    auth: { kind: 'none' },
  };
  const { response } = await sender.send({
    kind: 'check',
    limits: SMS_LIMITS,
    build: () => Promise.resolve(request),
  });
  return response.status === 200 || response.status === 204;
}

/** How a management API describes a URL that failed the check. */
export const failedUrlCheck = (url: string): string =>
  `Callback URL ${url} is invalid or answered neither 200 nor 204`;
