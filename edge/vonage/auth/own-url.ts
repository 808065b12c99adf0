import { createHmac } from 'node:crypto';
import { equal } from '../../http/constant-time.ts';
import { type Rejected, rejected } from './reasons.ts';
import { verifyToken } from './sms-webhook.ts';

/*
 * Vonage's JWT covers a webhook's body, not its URL. A URL is authenticated by itself: those that are registered at Vonage
 * carry the webhook token; those that an NCCO hands out carry a MAC of their path and parameters. They carry no token,
 * because whoever sees an NCCO must not learn the token, which alone opens the SMS routes.
 */

const MAC = 'mac';

/** Derives a key for this purpose only: a MAC reveals nothing of the token, and is valid for nothing else. */
const PURPOSE = 'frontdesk: MAC of a handed-out URL, v1';

type Pair = [name: string, value: string];

/** How a URL is authenticated. */
export interface OwnUrl {
  ok: true;
  /** `nothing`: it may have been registered by hand, or before URLs carried the token. */
  by: 'mac' | 'token' | 'nothing';
  /** The parameters that the MAC covers; empty without a MAC. */
  parameters: URLSearchParams;
  /** The query without the parameters of our own URL: what Vonage added to it. */
  added: string;
}

/** The URL with a MAC of its path and parameters appended; an earlier MAC is replaced. */
export function withMac(address: string, webhookToken: string): string {
  const url = new URL(address);
  url.searchParams.delete(MAC);
  url.searchParams.append(MAC, macOf(webhookToken, url.pathname, [...url.searchParams]));
  return url.href;
}

/** Verifies the MAC, else the token, of a webhook's URL. Neither is required, but one that is present must be valid. */
export function verifyOwnUrl({
  method,
  path,
  queryString,
  webhookToken,
}: {
  method: string;
  path: string;
  /** Undecoded, without the question mark. */
  queryString: string;
  webhookToken: string;
}): OwnUrl | Rejected {
  if (webhookToken === '') return rejected('no-secret');
  const pairs: Pair[] = [...new URLSearchParams(queryString)];
  const at = pairs.findIndex(([name]) => name === MAC);
  if (at >= 0) {
    const [own, added] = [pairs.slice(0, at), pairs.slice(at + 1)];
    // By GET Vonage appends its own parameters to our URL; by POST nothing may follow.
    const isWhole = added.length === 0 || method.toUpperCase() === 'GET';
    const isValid = equal(pairs[at]?.[1] ?? '', macOf(webhookToken, path, own));
    return isValid && isWhole ? ownUrl('mac', own, added) : rejected('mac-mismatch');
  }
  const tokens = pairs.filter(([name]) => name === 'token');
  if (tokens.length === 0) return ownUrl('nothing', [], pairs);
  const verification = verifyToken(tokens.length === 1 ? tokens[0]?.[1] : undefined, webhookToken);
  const added = pairs.filter(([name]) => name !== 'token');
  return verification.ok ? ownUrl('token', [], added) : verification;
}

const ownUrl = (by: OwnUrl['by'], own: Pair[], added: Pair[]): OwnUrl => ({
  ok: true,
  by,
  parameters: new URLSearchParams(own),
  added: new URLSearchParams(added).toString(),
});

/** Over the decoded parameters, so that it does not matter how they are encoded on the way. */
function macOf(webhookToken: string, path: string, pairs: Pair[]): string {
  const key = createHmac('sha256', webhookToken).update(PURPOSE, 'utf8').digest();
  return createHmac('sha256', key)
    .update(JSON.stringify([path, ...pairs]), 'utf8')
    .digest('base64url');
}
