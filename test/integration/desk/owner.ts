import { PutSecretValueCommand } from '@aws-sdk/client-secrets-manager';
import type { TestDesk } from '../../desk/desk.ts';
import * as secrets from '../../desk/secrets.ts';

/** A secret as its owner reads it. */
export const readSecret = (
  { system }: TestDesk,
  name: 'VonageSecret' | 'ProofsSecret',
): Promise<Record<string, string>> => secrets.readSecret(system, name);

/** What the functions keep of a secret is older than they trust after this long. */
const CACHED_MS = 301_000;

/** Changes a secret by hand, and lets what the functions keep of it run out. */
export async function editSecret(
  desk: TestDesk,
  name: 'VonageSecret' | 'ProofsSecret',
  change: Record<string, string>,
): Promise<void> {
  await putSecret(desk, name, JSON.stringify({ ...(await readSecret(desk, name)), ...change }));
}

/** Writes a secret whole, whatever it says, and lets what the functions keep of it run out. */
export async function putSecret(
  desk: TestDesk,
  name: 'VonageSecret' | 'ProofsSecret',
  SecretString: string,
): Promise<void> {
  await secrets
    .secretsOf(desk.system)
    .send(new PutSecretValueCommand({ SecretId: desk.system.outputs[name], SecretString }));
  await desk.advance(CACHED_MS);
}
