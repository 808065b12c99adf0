import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { privateKeyOf } from '../auth/jwt.ts';
import type { VonageSecret } from '../../aws/secrets.ts';

/** Lambda responses have at most 6 MB, and base64 makes audio a third larger. */
export const MAX_BYTES = 4_500_000;
const TIMEOUT_MS = 10_000;
const JWT_SECONDS = 60;

/** A recording, or why there is none. For `not-vonage` no request was sent. */
export type Fetched =
  | { kind: 'audio'; type: string; bytes: Buffer }
  | { kind: 'not-vonage' | 'too-long' | 'no-audio' | 'unreachable' }
  | { kind: 'refused'; status: number };

/**
 * Fetches a recording with an application JWT. The URL comes from an event, so it is requested only on a host of Vonage,
 * or one that the secret names; redirects are not followed.
 */
export async function fetchRecording(
  url: string,
  credentials: VonageSecret,
  timeoutMs = TIMEOUT_MS,
): Promise<Fetched> {
  if (!isVonages(url, credentials)) return { kind: 'not-vonage' };
  try {
    const answer = await fetch(url, {
      headers: { authorization: `Bearer ${await applicationJwt(credentials)}`, accept: 'audio/*' },
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    const fetched = await read(answer);
    if (fetched.kind !== 'audio') await answer.body?.cancel().catch(() => undefined);
    return fetched;
  } catch {
    // Neither its message nor its cause is logged: they can contain the URL.
    return { kind: 'unreachable' };
  }
}

async function read(answer: Response): Promise<Fetched> {
  if (answer.status !== 200) return { kind: 'refused', status: answer.status };
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^audio\/[a-z0-9.+-]{1,40}$/.test(type)) return { kind: 'no-audio' };
  if (Number(answer.headers.get('content-length')) > MAX_BYTES) return { kind: 'too-long' };
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = answer.body ?? [];
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Whatever the content-length.
    if (size > MAX_BYTES) return { kind: 'too-long' };
    chunks.push(chunk);
  }
  return { kind: 'audio', type, bytes: Buffer.concat(chunks) };
}

/** Whether the URL is on a host of Vonage's own, or on one that the secret names. */
export function isVonages(
  written: string,
  { apiHost, restHost }: Pick<VonageSecret, 'apiHost' | 'restHost'>,
): boolean {
  if (!URL.canParse(written)) return false;
  const url = new URL(written);
  if (!['https:', 'http:'].includes(url.protocol) || url.username !== '' || url.password !== '') return false;
  const configured = [apiHost, restHost].some(
    (host) => host !== undefined && URL.canParse(host) && new URL(host).origin === url.origin,
  );
  return (
    configured ||
    (url.protocol === 'https:' && url.port === '' && /(^|\.)(nexmo|vonage)\.com$/.test(url.hostname))
  );
}

async function applicationJwt({ applicationId, privateKey }: VonageSecret): Promise<string> {
  const iat = Math.floor(Date.now() / 1000);
  return new SignJWT({ application_id: applicationId, iat, jti: randomUUID(), exp: iat + JWT_SECONDS })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .sign(privateKeyOf(privateKey));
}
