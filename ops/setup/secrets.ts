import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { createPublicKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { withoutBom } from '../../desk/byte-order-mark.ts';

const known = z.optional(z.string());
const replaced = z.object({ of: z.string(), field: z.string(), value: z.string(), at: z.string() });
const stored = z.looseObject({
  applicationId: known,
  privateKey: known,
  restHost: known,
  apiHost: known,
  replaced: z.catch(z.optional(z.array(replaced)), undefined),
  signatureSecret: known,
  signatureMethod: z.catch(z.optional(z.enum(['md5hash', 'md5', 'sha1', 'sha256', 'sha512'])), undefined),
  smsProof: z.catch(z.optional(z.enum(['token', 'signature', 'both'])), undefined),
  webhookToken: known,
  notifyKey: known,
  mobileApiKey: known,
});

/** The values that earlier set-up runs wrote into one of the two secrets; any may be missing. */
export type Stored = z.output<typeof stored>;

/** Empty for a secret that set-up has not written yet: CloudFormation creates it with a random string. */
export async function readSecret(client: SecretsManagerClient, id: string): Promise<Stored> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  try {
    return z.safeParse(stored, JSON.parse(withoutBom(SecretString ?? ''))).data ?? {};
  } catch {
    return {};
  }
}

export async function writeSecret(client: SecretsManagerClient, id: string, value: object): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: JSON.stringify(value) }));
}

/** An RSA key pair in PEM. */
export interface KeyPair {
  privateKey: string;
  publicKey: string;
}

/** The key pair of a PEM private key; undefined when it cannot be parsed. */
export function keyPairOf(privateKey: string | undefined): KeyPair | undefined {
  if (privateKey === undefined) return undefined;
  try {
    const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
    return { privateKey, publicKey };
  } catch {
    return undefined;
  }
}

export function makeKeys(): KeyPair {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

export const newKey = (): string => randomBytes(24).toString('base64url');
