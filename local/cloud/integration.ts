import type { ServerResponse } from 'node:http';
import type { Clock, Timer } from '../clock.ts';
import type { InvocationResult, LambdaFunction } from './function.ts';
import { type GatewayResponse, responseOf } from './payload.ts';

export function messageResponse(status: number, text: string): GatewayResponse {
  return {
    status,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify({ message: text })),
  };
}

/**
 * Invokes the function for a request. The gateway waits no longer than the integration's limit, counted from when the
 * function starts to run: AWS has no queue for this machine's capacity. After the limit the function runs on, as on
 * AWS; one that is still queued when its caller hangs up is not invoked.
 */
export async function integrate(
  target: LambdaFunction,
  event: unknown,
  {
    timeoutMs,
    requestId,
    response,
    clock,
  }: { timeoutMs: number; requestId: string; response: ServerResponse; clock: Clock },
): Promise<GatewayResponse> {
  const late = Promise.withResolvers<undefined>();
  let limit: Timer | undefined;
  const onRunning = (): void => {
    limit = clock.after(timeoutMs, () => late.resolve(undefined));
  };
  const hangUp = new AbortController();
  response.once('close', () => hangUp.abort());
  if (response.destroyed) hangUp.abort();
  const invocation = target.invoke(event, 'http', { requestId, onRunning, signal: hangUp.signal });
  const result = await Promise.race([invocation, late.promise]);
  limit?.cancel();
  return result ? toResponse(result) : messageResponse(503, 'Service Unavailable');
}

function toResponse(result: InvocationResult): GatewayResponse {
  if (result.kind === 'throttled') return messageResponse(503, 'Service Unavailable');
  if (result.kind === 'too-large') return messageResponse(413, 'Request Entity Too Large');
  const response = result.kind === 'ok' ? responseOf(result.payload) : undefined;
  return response ?? messageResponse(500, 'Internal Server Error');
}
