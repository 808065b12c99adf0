import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { Frontdesk } from '../../local/frontdesk.ts';

const secret = z.record(z.string(), z.string());

/** A client of the local cloud's Secrets Manager with the owner's rights. */
export function secretsOf({ cloud }: Frontdesk): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: cloud.secretsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
  });
}

/** The fields of a secret. */
export async function readSecret(
  system: Frontdesk,
  name: 'VonageSecret' | 'ProofsSecret',
): Promise<Record<string, string>> {
  const client = secretsOf(system);
  try {
    const { SecretString = '' } = await client.send(
      new GetSecretValueCommand({ SecretId: system.outputs[name] }),
    );
    return secret.parse(JSON.parse(SecretString));
  } finally {
    client.destroy();
  }
}

/** Fields of the secrets that are not confidential. */
const PUBLIC = ['apiKey', 'applicationId', 'restHost', 'apiHost', 'signatureMethod', 'smsProof'];

/** All confidential values of both secrets; a multi-line key is split into its lines. */
export async function secretsToKeep(system: Frontdesk): Promise<string[]> {
  const both = await Promise.all([readSecret(system, 'VonageSecret'), readSecret(system, 'ProofsSecret')]);
  return both.flatMap((values) =>
    Object.entries(values)
      .filter(([name]) => !PUBLIC.includes(name))
      .flatMap(([, value]) => value.split('\n').filter((line) => line.length > 8)),
  );
}
