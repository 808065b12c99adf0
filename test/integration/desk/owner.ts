import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';
import type { TestDesk } from '../../desk/desk.ts';

const secret = z.record(z.string(), z.string());

function client(desk: TestDesk): SecretsManagerClient {
  return new SecretsManagerClient({
    endpoint: desk.system.cloud.secretsUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
  });
}

/** A secret as its owner reads it. */
export async function readSecret(
  desk: TestDesk,
  name: 'VonageSecret' | 'ProofsSecret',
): Promise<Record<string, string>> {
  const { SecretString = '' } = await client(desk).send(
    new GetSecretValueCommand({ SecretId: desk.system.outputs[name] }),
  );
  return secret.parse(JSON.parse(SecretString));
}

/** What the functions keep of a secret is older than they trust after this long. */
const CACHED_MS = 301_000;

/** Changes a secret by hand, and lets what the functions keep of it run out. */
export async function editSecret(
  desk: TestDesk,
  name: 'VonageSecret' | 'ProofsSecret',
  change: Record<string, string>,
): Promise<void> {
  const SecretString = JSON.stringify({ ...(await readSecret(desk, name)), ...change });
  await client(desk).send(new PutSecretValueCommand({ SecretId: desk.system.outputs[name], SecretString }));
  await desk.advance(CACHED_MS);
}
