import type { Application, AppWebhook } from '../state.ts';
import type { TimeLimits } from '../webhooks/http.ts';

/** Where a voice webhook goes. */
export interface WebhookTarget {
  address: string;
  method: 'GET' | 'POST';
  limits: TimeLimits;
}

const CONNECT_MS = 1_000;
const ANSWER_MS = 5_000;
const EVENT_MS = 10_000;

/** A URL that returns an NCCO, with Vonage's own time limits. */
export const nccoTarget = (address: string, method: 'GET' | 'POST'): WebhookTarget => ({
  address,
  method,
  limits: { connectMs: CONNECT_MS, responseMs: ANSWER_MS },
});

/** The application's answer URL. */
export const answerTarget = (application: Application): WebhookTarget | undefined =>
  targetOf(application.capabilities.voice?.webhooks?.answer_url, 'GET', ANSWER_MS);

/** Where an NCCO is requested when its own URL returns none. */
export const fallbackTarget = (application: Application): WebhookTarget | undefined =>
  targetOf(application.capabilities.voice?.webhooks?.fallback_answer_url, 'GET', ANSWER_MS);

/** Where the events of apps' legs go. */
export const rtcTarget = (application: Application): WebhookTarget | undefined =>
  targetOf(application.capabilities.rtc?.webhooks?.event_url, 'POST', EVENT_MS);

/** The properties of an action that set where its events go. */
export interface EventUrl {
  eventUrl?: string[] | undefined;
  eventMethod?: 'GET' | 'POST' | undefined;
}

/** Where a call's events go: to the action's own URL, to the call's, or to the application's. */
export function eventTarget(
  call: { application: Application; eventWebhook: Pick<WebhookTarget, 'address' | 'method'> | undefined },
  { eventUrl, eventMethod }: EventUrl = {},
): WebhookTarget | undefined {
  const limits = { connectMs: CONNECT_MS, responseMs: EVENT_MS };
  const [address] = eventUrl ?? [];
  if (address !== undefined) return { address, method: eventMethod ?? 'POST', limits };
  if (call.eventWebhook) return { ...call.eventWebhook, limits };
  return targetOf(call.application.capabilities.voice?.webhooks?.event_url, 'POST', EVENT_MS);
}

function targetOf(
  webhook: AppWebhook | undefined,
  defaultMethod: 'GET' | 'POST',
  defaultResponseMs: number,
): WebhookTarget | undefined {
  return (
    webhook && {
      address: webhook.address,
      method: webhook.http_method ?? defaultMethod,
      limits: {
        connectMs: webhook.connect_timeout ?? CONNECT_MS,
        responseMs: webhook.socket_timeout ?? defaultResponseMs,
      },
    }
  );
}
