import { REGIONS, type Region } from './regions.ts';
import type { Definition } from './vonage-applications.ts';

/** Sets the voice region; undefined leaves the application's region unchanged. */
export function inRegion(definition: Definition, region: Region | undefined): Definition {
  if (region === undefined) return definition;
  const { voice, ...others } = definition.capabilities;
  // `undefined` is omitted from the JSON, which removes the region.
  return {
    ...definition,
    capabilities: { ...others, voice: { ...voice, region: REGIONS[region].voice } },
  };
}

/**
 * The application's desired state. All webhooks use POST, so that the signature covers every byte. URLs of signed
 * webhooks carry the token as well: it distinguishes a webhook that Vonage left unsigned by mistake (answered 503, so that it is
 * retried) from a forged one.
 */
export function applicationDefinition({
  business,
  publicKey,
  withToken,
}: {
  business: string;
  publicKey: string;
  withToken: (name: string) => string;
}): Definition {
  const webhook = (address: string, limits: object = {}) => ({ address, http_method: 'POST', ...limits });
  const ncco = (name: string) => webhook(withToken(name), { connect_timeout: 1_000, socket_timeout: 5_000 });
  const event_url = webhook(withToken('EventUrl'));
  return {
    name: `frontdesk (${business})`,
    keys: { public_key: publicKey },
    capabilities: {
      voice: {
        signed_callbacks: true,
        webhooks: { answer_url: ncco('AnswerUrl'), fallback_answer_url: ncco('FallbackUrl'), event_url },
      },
      rtc: { signed_callbacks: true, webhooks: { event_url } },
      // Used when the account is switched to the Messages API; its texts arrive at the same URLs in another shape.
      messages: {
        version: 'v1',
        webhooks: {
          inbound_url: webhook(withToken('SupportUrl')),
          status_url: webhook(withToken('ReceiptsUrl')),
        },
      },
    },
  };
}
