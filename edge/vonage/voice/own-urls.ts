import type { Ncco } from '../../../desk/ncco/ncco.ts';
import type { Request } from '../../http/handler.ts';

/** Our own webhooks that an NCCO may name, at the address by which this request reached us. */
export interface OwnUrls {
  /** Where Vonage sends the keys that a caller pressed. */
  dtmf: string;
  /** Where Vonage asks what comes after a ring. */
  route: string;
  /** Where Vonage sends the events of calls. */
  event: string;
}

export function ownUrls(request: Request): OwnUrls {
  const scheme = request.headers['x-forwarded-proto'] ?? 'https';
  const webhooks = `${scheme}://${request.requestContext.domainName}/webhooks`;
  return { dtmf: `${webhooks}/dtmf`, route: `${webhooks}/route`, event: `${webhooks}/event` };
}

/**
 * The NCCO as it is sent: each of our own URLs in it carries its MAC, those that ops wrote by hand included. The URL for
 * keys is bound to this call; the others are bound by their own parameters.
 *
 * @param handOut adds the MAC to a URL
 */
export function withHandedOutUrls(
  ncco: Ncco,
  { urls, callId, handOut }: { urls: OwnUrls; callId: string; handOut: (address: string) => string },
): Ncco {
  const own = [urls.dtmf, urls.route, urls.event].map((address) => new URL(address));
  return ncco.map((action) => {
    if (!('eventUrl' in action) || action.eventUrl === undefined) return action;
    const [address] = action.eventUrl;
    if (!URL.canParse(address)) return action;
    const url = new URL(address);
    if (!own.some(({ origin, pathname }) => url.origin === origin && url.pathname === pathname))
      return action;
    if (url.pathname === '/webhooks/dtmf' && callId !== '') url.searchParams.set('call', callId);
    return { ...action, eventUrl: [handOut(url.href)] };
  });
}
