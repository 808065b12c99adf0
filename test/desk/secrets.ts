import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { Frontdesk } from '../../local/frontdesk.ts';

const secret = z.record(z.string(), z.string());

/** The local cloud's Secrets Manager, as its owner. */
export function secretsOf({ cloud }: Frontdesk): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: cloud.secretsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
  });
}

/** A secret as its owner reads it. */
export async function readSecret(
  system: Frontdesk,
  name: 'VonageSecret' | 'ProofsSecret',
): Promise<Record<string, string>> {
  const { SecretString = '' } = await secretsOf(system).send(
    new GetSecretValueCommand({ SecretId: system.outputs[name] }),
  );
  return secret.parse(JSON.parse(SecretString));
}

/** What stands in the secrets and is none. */
const PUBLIC = ['apiKey', 'applicationId', 'restHost', 'apiHost', 'signatureMethod', 'smsProof'];

/** Everything in both secrets that must stay there: a key of several lines line by line. */
export async function secretsToKeep(system: Frontdesk): Promise<string[]> {
  const both = await Promise.all([readSecret(system, 'VonageSecret'), readSecret(system, 'ProofsSecret')]);
  return both.flatMap((values) =>
    Object.entries(values)
      .filter(([name]) => !PUBLIC.includes(name))
      .flatMap(([, value]) => value.split('\n').filter((line) => line.length > 8)),
  );
}
