import { type KeyObject, createPrivateKey, createPublicKey } from 'node:crypto';
import { errors } from 'jose';
import { type Rejected, rejected } from './reasons.ts';

/** Signed webhooks and agents' JWTs have some hundred characters; nothing near this is one. */
const LONGEST_JWT = 8_192;

/** The JWT of an Authorization header, still unproven. */
export function bearer(authorization: string | undefined): { ok: true; token: string } | Rejected {
  if (authorization === undefined || authorization.trim() === '') return rejected('missing-authorization');
  const token = /^Bearer +([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization.trim())?.[1];
  if (token === undefined || token.length > LONGEST_JWT) return rejected('malformed-authorization');
  return { ok: true, token };
}

/** What jose threw at a JWT, as a reason. Anything that is not the JWT's fault is thrown again. */
export function reasonOf(error: unknown): Rejected {
  if (error instanceof errors.JWTExpired) return rejected('expired');
  if (error instanceof errors.JOSEAlgNotAllowed) return rejected('wrong-algorithm');
  if (error instanceof errors.JWSSignatureVerificationFailed) return rejected('signature-mismatch');
  if (error instanceof errors.JWTClaimValidationFailed) return rejected('malformed-claims');
  if (error instanceof errors.JOSEError) return rejected('malformed-authorization');
  throw error;
}

/** A rotated key and its successor for each of two uses: more than a process ever meets. */
const MOST_KEYS = 8;

/** Reads each PEM once per process: parsing an RSA key costs more than a signature with it. */
function remembered(read: (pem: string) => KeyObject): (key: string | KeyObject) => KeyObject {
  const keys = new Map<string, KeyObject>();
  return (key) => {
    if (typeof key !== 'string') return key;
    const known = keys.get(key);
    if (known) return known;
    const parsed = read(key);
    if (keys.size >= MOST_KEYS) keys.clear();
    keys.set(key, parsed);
    return parsed;
  };
}

/** @throws when the PEM is no private key */
export const privateKeyOf = remembered(createPrivateKey);

/** @throws when the PEM is no key */
export const publicKeyOf = remembered(createPublicKey);
