import type { Vonage } from '@vonage/server-sdk';
import { vonageCredentials, type VonageSecret } from '../aws/secrets.ts';

/** After this a request to Vonage is aborted, so that the function itself can still respond. */
const TIMEOUT_MS = 4_000;

let current: { credentials: VonageSecret; vonage: Vonage } | undefined;

/** The SDK, loaded and built when a request first needs it: most do not. Rebuilt when the credentials change. */
export async function vonageClient(fresh = false): Promise<Vonage> {
  const credentials = await vonageCredentials(fresh);
  if (current?.credentials === credentials) return current.vonage;
  const { Vonage } = await import('@vonage/server-sdk');
  const { apiKey, apiSecret, applicationId, privateKey, restHost, apiHost } = credentials;
  const vonage = new Vonage(
    { apiKey, apiSecret, applicationId, privateKey },
    { timeout: TIMEOUT_MS, ...(restHost && { restHost }), ...(apiHost && { apiHost }) },
  );
  current = { credentials, vonage };
  return vonage;
}

/** The HTTP status of an SDK error, if Vonage answered with one. The error itself carries credentials: never log it. */
export function statusOf(error: unknown): number | undefined {
  const response = error instanceof Error && 'response' in error ? error.response : undefined;
  return response instanceof Response ? response.status : undefined;
}
