import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import { privateKeyOf } from '../auth/jwt.ts';
import type { VonageSecret } from '../../aws/secrets.ts';

/** Lambda answers at most 6 MB, and audio goes out in base64, which takes a third more. */
export const MOST_BYTES = 4_500_000;
const TIMEOUT_MS = 10_000;
const JWT_SECONDS = 60;

/** A recording, or why there is none: `not-vonage` was not asked at all. */
export type Fetched =
  | { kind: 'audio'; type: string; bytes: Buffer }
  | { kind: 'not-vonage' | 'too-long' | 'no-audio' | 'unreachable' }
  | { kind: 'refused'; status: number };

/**
 * Fetches a recording with an application JWT. The URL is what an event said, so it is asked only where it is Vonage's
 * own, or the host that the secret names; a redirect is not followed.
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
    // Neither its message nor its cause is told: they can hold the URL.
    return { kind: 'unreachable' };
  }
}

async function read(answer: Response): Promise<Fetched> {
  if (answer.status !== 200) return { kind: 'refused', status: answer.status };
  const type = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (!/^audio\/[a-z0-9.+-]{1,40}$/.test(type)) return { kind: 'no-audio' };
  if (Number(answer.headers.get('content-length')) > MOST_BYTES) return { kind: 'too-long' };
  const body: AsyncIterable<Uint8Array> | Uint8Array[] = answer.body ?? [];
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    // Whatever its length was said to be.
    if (size > MOST_BYTES) return { kind: 'too-long' };
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
