import { createHash, createHmac } from 'node:crypto';

export const SIGNATURE_METHODS = ['md5hash', 'md5', 'sha1', 'sha256', 'sha512'] as const;
export type SignatureMethod = (typeof SIGNATURE_METHODS)[number];

/**
 * The `sig` of SMS parameters: keys in the order of their code units, `&` and `=` in values replaced, nothing
 * URL-encoded. `md5hash` puts the secret behind the text, the others are an HMAC with it.
 */
export function smsSignature(
  parameters: Readonly<Record<string, string>>,
  secret: string,
  method: SignatureMethod,
): string {
  const text = Object.entries(parameters)
    .filter(([name]) => name !== 'sig')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `&${name}=${value.replace(/[&=]/g, '_')}`)
    .join('');
  const digest =
    method === 'md5hash' ? createHash('md5').update(text + secret) : createHmac(method, secret).update(text);
  return digest.digest('hex').toUpperCase();
}
