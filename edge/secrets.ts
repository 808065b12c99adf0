import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import * as z from 'zod/mini';
import { environment } from './environment.ts';

/** Secrets are read again after this long, so that a rotated one is picked up. */
const CACHED_MS = 300_000;

const vonageSecret = z.object({
  apiKey: z.string(),
  apiSecret: z.string(),
  applicationId: z.string(),
  privateKey: z.string(),
  /** Vonage's regional hosts, or the simulated Vonage; absent, the SDK's own. */
  restHost: z.optional(z.string()),
  apiHost: z.optional(z.string()),
});

const proofsSecret = z.object({
  apiKey: z.string(),
  applicationId: z.string(),
  signatureSecret: z.string(),
  signatureMethod: z.enum(['md5hash', 'md5', 'sha1', 'sha256', 'sha512']),
  smsProof: z.enum(['token', 'signature', 'both']),
  webhookToken: z.string().check(z.minLength(16)),
  notifyKey: z.string().check(z.minLength(16)),
  /** The public half of the application's key: agents' JWTs are checked with it. */
  publicKey: z.string(),
  /** The tutorial's key that all agents share; absent or empty, only agents' own keys open /api/jwt. */
  mobileApiKey: z.optional(z.string()),
});

export type VonageSecret = z.output<typeof vonageSecret>;
export type Proofs = z.output<typeof proofsSecret>;

/** The secret is there, but `setup` has not written it yet, or it was edited into something else. */
export class SecretUnusable extends Error {
  constructor(name: string) {
    super(`The secret ${name} does not hold what the desk needs: run the set-up command.`);
    this.name = 'SecretUnusable';
  }
}

const client = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_200, throwOnRequestTimeout: true },
});

const cache = new Map<string, { at: number; value: Promise<unknown> }>();

async function read<T extends z.ZodMiniType>(
  variable: string,
  schema: T,
  fresh: boolean,
): Promise<z.output<T>> {
  const cached = cache.get(variable);
  const usable = !fresh && cached !== undefined && Math.abs(Date.now() - cached.at) < CACHED_MS;
  const entry = usable ? cached : { at: Date.now(), value: fetchSecret(environment(variable)) };
  cache.set(variable, entry);
  try {
    const parsed = z.safeParse(schema, await entry.value);
    if (!parsed.success) throw new SecretUnusable(variable);
    return parsed.data;
  } catch (error) {
    if (cache.get(variable) === entry) cache.delete(variable);
    throw error;
  }
}

async function fetchSecret(id: string): Promise<unknown> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  try {
    return JSON.parse(SecretString ?? '') as unknown;
  } catch {
    return undefined;
  }
}

/** What Vonage knows us by. `fresh` reads past the cache: after Vonage refused what the cache holds. */
export const vonageCredentials = (fresh = false): Promise<VonageSecret> =>
  read('VONAGE_SECRET', vonageSecret, fresh);

/** What a webhook, the shop and an agent prove themselves with. */
export const proofs = (): Promise<Proofs> => read('PROOFS_SECRET', proofsSecret, false);
