import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto';
import { errors } from 'jose';
import { type Rejected, rejected } from './reasons.ts';

/** Signed webhooks and agents' JWTs have some hundred characters. */
const MAX_JWT_LENGTH = 8_192;

/** The JWT of an Authorization header, not verified. */
export function bearer(authorization: string | undefined): { ok: true; token: string } | Rejected {
  if (authorization === undefined || authorization.trim() === '') return rejected('missing-authorization');
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization.trim())?.[1];
  if (token === undefined || token.length > MAX_JWT_LENGTH) return rejected('malformed-authorization');
  return { ok: true, token };
}

/** The reason for what jose threw. Any error that is not the JWT's fault is thrown again. */
export function reasonOf(error: unknown): Rejected {
  if (error instanceof errors.JWTExpired) return rejected('expired');
  if (error instanceof errors.JOSEAlgNotAllowed) return rejected('wrong-algorithm');
  if (error instanceof errors.JWSSignatureVerificationFailed) return rejected('signature-mismatch');
  if (error instanceof errors.JWTClaimValidationFailed) return rejected('malformed-claims');
  if (error instanceof errors.JOSEError) return rejected('malformed-authorization');
  throw error;
}

/** A rotated key and its successor for each of two uses: more than a process ever uses. */
const MAX_KEYS = 8;

/** Parses each PEM once per process: parsing an RSA key costs more than a signature with it. */
function cached(read: (pem: string) => KeyObject): (key: string | KeyObject) => KeyObject {
  const keys = new Map<string, KeyObject>();
  return (key) => {
    if (typeof key !== 'string') return key;
    const known = keys.get(key);
    if (known) return known;
    const parsed = read(key);
    if (keys.size >= MAX_KEYS) keys.clear();
    keys.set(key, parsed);
    return parsed;
  };
}

/** @throws when the PEM is not a private key */
export const privateKeyOf = cached(createPrivateKey);

/** @throws when the PEM is not a key */
export const publicKeyOf = cached(createPublicKey);
