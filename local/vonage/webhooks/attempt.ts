import type { Clock } from '../../clock.ts';
import type { Publish } from '../event-feed.ts';
import { isoNow } from '../iso-time.ts';
import { sendRequest, type HttpResponse } from './http.ts';
import type { Attempt, SignedRequest, Webhook } from './webhook.ts';

/** Makes one attempt to deliver a webhook, and publishes its beginning and its end. */
export type MakeAttempt = (
  webhook: Webhook,
  /** 1-based. */
  number: number,
) => Promise<{ attempt: Attempt; response: HttpResponse }>;

interface Dependencies {
  clock: Pick<Clock, 'now' | 'after'>;
  closing: AbortSignal;
  publish: Publish;
}

const NO_REQUEST: SignedRequest = {
  url: '',
  method: 'POST',
  headers: {},
  body: undefined,
  auth: { kind: 'none' },
};

export function createAttempts({ clock, closing, publish }: Dependencies): MakeAttempt {
  let lastId = 0;
  return async (webhook, number) => {
    const { kind, about } = webhook;
    const at = isoNow(clock);
    lastId += 1;
    const id = lastId;
    const onConnected = (request: SignedRequest, port: number | undefined): void => {
      const { url, method, body: sent = '', auth: proof } = request;
      const basics = { at: isoNow(clock), id, kind, url, method, attempt: number, port, proof, sent };
      publish({ type: 'webhook-sent', ...basics, ...(about && { about }) });
    };
    const { request, response } = await send(webhook, { clock, closing, onConnected });
    const attempt = describe(webhook, request, response, { at, attempt: number });
    publish({
      type: 'webhook',
      at: isoNow(clock),
      id,
      attempt,
      proof: request.auth,
      sent: request.body ?? '',
      answered: response.body,
      ...(about && { about }),
    });
    return { attempt, response };
  };
}

/** A request that cannot even be built counts as an attempt that failed. */
async function send(
  { build, limits }: Webhook,
  {
    clock,
    closing,
    onConnected,
  }: Pick<Dependencies, 'clock' | 'closing'> & {
    onConnected: (request: SignedRequest, port: number | undefined) => void;
  },
): Promise<{ request: SignedRequest; response: HttpResponse }> {
  let request = NO_REQUEST;
  try {
    request = await build();
    const response = await sendRequest(request, limits, {
      clock,
      signal: closing,
      onConnected: (port) => onConnected(request, port),
    });
    return { request, response };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be sent';
    return { request, response: { status: 0, contentType: '', body: '', ms: 0, error: reason } };
  }
}

function describe(
  { kind }: Webhook,
  { url, method }: SignedRequest,
  { status, ms, error, requestId }: HttpResponse,
  { at, attempt }: Pick<Attempt, 'at' | 'attempt'>,
): Attempt {
  return {
    at,
    kind,
    url,
    method,
    status,
    ms,
    attempt,
    ...(error !== undefined && { error }),
    ...(requestId !== undefined && { requestId }),
  };
}
