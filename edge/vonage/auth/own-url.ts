import { createHmac } from 'node:crypto';
import { equal } from '../../http/constant-time.ts';
import { type Rejected, rejected } from './reasons.ts';
import { verifyToken } from './sms-webhook.ts';

/*
 * Vonage's JWT covers a webhook's body, not its URL. What a URL says is ours only if it proves so itself: those that are
 * registered at Vonage carry the webhook token; those that an NCCO hands out carry a MAC of their path and parameters.
 * The MAC stands for the token there, because whoever gets hold of an NCCO must not learn the token, which alone opens
 * the SMS routes.
 */

const MAC = 'mac';

/** A key of its own for each purpose: a MAC tells nothing of the token, and is good for nothing else. */
const PURPOSE = 'frontdesk: MAC of a handed-out URL, v1';

type Pair = [name: string, value: string];

/** How a URL shows that it is ours. */
export interface OwnUrl {
  ok: true;
  /** `nothing`: it may have been registered by hand, or before URLs carried the token. */
  by: 'mac' | 'token' | 'nothing';
  /** The parameters that the MAC covers; none where there is no MAC. */
  parameters: URLSearchParams;
  /** The query without the parameters of our own URL: what Vonage added to it. */
  added: string;
}

/** The URL with a MAC of its path and parameters behind them; a MAC that stands there is replaced. */
export function withMac(address: string, webhookToken: string): string {
  const url = new URL(address);
  url.searchParams.delete(MAC);
  url.searchParams.append(MAC, macOf(webhookToken, url.pathname, [...url.searchParams]));
  return url.href;
}

/** Checks the MAC, else the token, of a webhook's URL. One that is there must be right, also where none is needed. */
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
    const [businessNumber, added] = [pairs.slice(0, at), pairs.slice(at + 1)];
    // By GET Vonage puts what it has to say behind our own URL; by POST nothing may follow.
    const isWhole = added.length === 0 || method.toUpperCase() === 'GET';
    const isOurs = equal(pairs[at]?.[1] ?? '', macOf(webhookToken, path, businessNumber));
    return isOurs && isWhole ? ownUrl('mac', businessNumber, added) : rejected('mac-mismatch');
  }
  const tokens = pairs.filter(([name]) => name === 'token');
  if (tokens.length === 0) return ownUrl('nothing', [], pairs);
  const proof = verifyToken(tokens.length === 1 ? tokens[0]?.[1] : undefined, webhookToken);
  const added = pairs.filter(([name]) => name !== 'token');
  return proof.ok ? ownUrl('token', [], added) : proof;
}

const ownUrl = (by: OwnUrl['by'], businessNumber: Pair[], added: Pair[]): OwnUrl => ({
  ok: true,
  by,
  parameters: new URLSearchParams(businessNumber),
  added: new URLSearchParams(added).toString(),
});

/** Over the decoded parameters, so that it does not matter how they are encoded on the way. */
function macOf(webhookToken: string, path: string, pairs: Pair[]): string {
  const key = createHmac('sha256', webhookToken).update(PURPOSE, 'utf8').digest();
  return createHmac('sha256', key)
    .update(JSON.stringify([path, ...pairs]), 'utf8')
    .digest('base64url');
}
