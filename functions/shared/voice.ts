import { apology } from '../../desk/calls/presets.ts';
import { ClientError } from '../../desk/client-error.ts';
import type { Ncco } from '../../desk/ncco/ncco.ts';
import { RetryableError } from '../../desk/retryable-error.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { SecretUnusable } from '../../edge/aws/setup-missing.ts';
import type { Request } from '../../edge/http/handler.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import type { AuthenticatedUrl } from '../../edge/vonage/auth/callback.ts';
import { authenticateVoiceWebhook } from '../../edge/vonage/voice/authenticate.ts';
import { ownUrls, withHandedOutUrls, type OwnUrls } from '../../edge/vonage/voice/own-urls.ts';
import { inTime } from './in-time.ts';
import { isWarm, readVoiceConfig, type VoiceConfig } from './voice-config.ts';

/** Vonage waits 5 s for an NCCO, and the caller in silence: what takes longer is done without. */
const TIMEOUT_MS = 1_800;
/** What a slow authentication leaves for the items: with both and a lease, the response still comes within 5 s. */
const MIN_CONFIG_MS = 1_500;

/** An authenticated webhook of a call that waits for an NCCO, with what the NCCO is made from. */
export interface VoiceRequest {
  callId: string;
  config: VoiceConfig;
  urls: OwnUrls;
  /** What our own URL says, under its MAC. */
  parameters: URLSearchParams;
  respond: (ncco: Ncco) => Response;
}

/**
 * Authenticates a webhook that waits for an NCCO, and reads the configuration: before the authentication only in a cold
 * start, where secrets and items are fetched concurrently; later a forged webhook costs no reads.
 *
 * @param handedOut whether only a URL is accepted that an NCCO of this call handed out
 * @returns the apology to respond with where the secrets cannot be had: nothing is connected without authentication
 * @throws ClientError, RetryableError as {@link authenticateVoiceWebhook}
 */
export async function openVoiceRequest(
  request: Request,
  { callId, handedOut = false }: { callId: string; handedOut?: boolean },
): Promise<VoiceRequest | { apology: Response }> {
  const begun = performance.now();
  const early = isWarm() ? undefined : readVoiceConfig(TIMEOUT_MS);
  const url = await authenticate(request, handedOut ? callId : undefined);
  if (!url) return { apology: json(200, apology()) };
  const left = Math.max(TIMEOUT_MS - (performance.now() - begun), MIN_CONFIG_MS);
  const config = await (early ?? readVoiceConfig(left));
  const urls = ownUrls(request);
  const { parameters, handOut } = url;
  const respond = (ncco: Ncco) => json(200, withHandedOutUrls(ncco, { urls, callId, handOut }));
  return { callId, config, urls, parameters, respond };
}

/** Undefined where the webhook can be neither authenticated nor rejected. */
async function authenticate(
  request: Request,
  handedOutFor: string | undefined,
): Promise<AuthenticatedUrl | undefined> {
  try {
    return await inTime(authenticateVoiceWebhook(request, { handedOutFor }), TIMEOUT_MS);
  } catch (error) {
    if (error instanceof ClientError || error instanceof RetryableError) throw error;
    if (!(error instanceof SecretUnusable)) log('error', 'proof-unavailable', describe(error));
    return undefined;
  }
}
