import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { withoutBom } from '../../desk/byte-order-mark.ts';
import { environment } from './environment.ts';
import { describe, log } from './log.ts';
import { SecretUnusable, setupMissing } from './setup-missing.ts';

/** Secrets are read again after this long, so that a rotated one is picked up. */
const CACHED_MS = 300_000;
/** A request waits this long for a secret to be read again; then it uses the cached one. */
const PATIENCE_MS = 1_000;
/** After a failed read, the cached secret is used for this long before it is read again. */
const BACK_OFF_MS = 5_000;

const vonageSecret = z.object({
  apiKey: z.string(),
  apiSecret: z.string(),
  applicationId: z.string(),
  privateKey: z.string(),
  /** Vonage's regional hosts, or the simulated Vonage; absent, the SDK's own. */
  restHost: z.optional(z.string()),
  apiHost: z.optional(z.string()),
});

const webhookSecret = z.object({
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
export type WebhookSecrets = z.output<typeof webhookSecret>;

const client = new SecretsManagerClient({
  maxAttempts: 2,
  requestHandler: { connectionTimeout: 500, requestTimeout: 1_200, throwOnRequestTimeout: true },
});

/** Errors by somebody's decision, and not by an outage: the cached secret is not used any longer. */
const DECIDED = ['AccessDeniedException', 'InvalidRequestException', 'ResourceNotFoundException'];

/**
 * A secret, read when it is first needed and cached. During an outage of the service the cached one is used: calls and
 * texts are still answered, and no request waits for it.
 */
function secret<T extends z.ZodMiniType>(
  variable: string,
  schema: T,
): (fresh: boolean) => Promise<z.output<T>> {
  type Value = z.output<T>;
  let kept: { value: Value; at: number } | undefined;
  let failedAt: number | undefined;
  let reading: Promise<Value> | undefined;

  async function read(): Promise<Value> {
    try {
      const parsed = z.safeParse(schema, await fetchSecret(environment(variable)));
      if (!parsed.success) throw setupMissing(variable);
      kept = { value: parsed.data, at: Date.now() };
      failedAt = undefined;
      return parsed.data;
    } catch (error) {
      if (!isOutage(error)) kept = undefined;
      if (!kept) throw error;
      failedAt = Date.now();
      log('warn', 'secret-stale', { secret: variable, ...describe(error) });
      return kept.value;
    }
  }

  return async (fresh) => {
    const last = kept;
    if (last && !fresh && (within(CACHED_MS, last.at) || reading || within(BACK_OFF_MS, failedAt))) {
      return last.value;
    }
    reading ??= read().finally(() => (reading = undefined));
    if (!last || fresh) return reading;
    // Lambda freezes a pending read when the response is sent: it goes on, or times out, with the next request.
    return Promise.race([reading, pause(PATIENCE_MS, last.value, { ref: false })]);
  };
}

const within = (ms: number, since: number | undefined): boolean =>
  since !== undefined && Math.abs(Date.now() - since) < ms;

const isOutage = (error: unknown): boolean =>
  error instanceof Error && !(error instanceof SecretUnusable) && !DECIDED.includes(error.name);

async function fetchSecret(id: string): Promise<unknown> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  try {
    return JSON.parse(withoutBom(SecretString ?? '')) as unknown;
  } catch {
    return undefined;
  }
}

const vonage = secret('VONAGE_SECRET', vonageSecret);
const webhooks = secret('PROOFS_SECRET', webhookSecret);

/** The service's credentials at Vonage. `fresh` bypasses the cache, for use after Vonage refused the cached ones. */
export const vonageCredentials = (fresh = false): Promise<VonageSecret> => vonage(fresh);

/** What webhooks, the shop and agents are authenticated with. */
export const webhookSecrets = (): Promise<WebhookSecrets> => webhooks(false);
