import { stackOutput, type Plan, type SetUpPorts } from './plan.ts';
import {
  keyPairOf,
  makeKeys,
  newKey,
  readSecret,
  writeSecret,
  type KeyPair,
  type Stored,
} from './secrets.ts';
import type { VonageAccount } from './vonage-account.ts';

/** The context of one set-up run. */
export interface SetUpRun {
  plan: Plan;
  ports: SetUpPorts;
  account: VonageAccount;
  /** The Vonage secret before this run. */
  vonage: Stored;
  /** The webhook secrets before this run. */
  webhookSecrets: Stored;
  keys: KeyPair;
  webhookToken: string;
  notifyKey: string;
  /** The webhook URL of a stack output, with the webhook token. */
  withToken: (name: string) => string;
}

/**
 * Loads the keys of earlier runs or creates them. New keys are stored before Vonage gets the public key: an application
 * whose private key was lost with the process would be unusable.
 */
export async function loadOrCreateKeys(
  plan: Plan,
  ports: SetUpPorts,
  account: VonageAccount,
): Promise<SetUpRun> {
  const { secrets, onStep } = ports;
  const [vonage, webhookSecrets] = await Promise.all([
    readSecret(secrets, stackOutput(plan, 'VonageSecret')),
    readSecret(secrets, stackOutput(plan, 'ProofsSecret')),
  ]);
  const before = keyPairOf(vonage.privateKey);
  const keys = before ?? makeKeys();
  const webhookToken = webhookSecrets.webhookToken ?? newKey();
  const notifyKey = webhookSecrets.notifyKey ?? newKey();
  if (!before) {
    onStep('Storing a new key pair');
    await writeSecret(secrets, stackOutput(plan, 'VonageSecret'), { ...vonage, privateKey: keys.privateKey });
  }
  if (webhookSecrets.webhookToken === undefined || webhookSecrets.notifyKey === undefined)
    await writeSecret(secrets, stackOutput(plan, 'ProofsSecret'), {
      ...webhookSecrets,
      webhookToken,
      notifyKey,
    });
  const withToken = (name: string): string => `${stackOutput(plan, name)}?token=${webhookToken}`;
  return { plan, ports, account, vonage, webhookSecrets, keys, webhookToken, notifyKey, withToken };
}

/** Whether set-up itself wrote this value at Vonage, in this or an earlier run. */
export function isOwnValue(value: string, { plan, vonage, webhookToken }: SetUpRun): boolean {
  return (
    value === vonage.applicationId ||
    value.startsWith(`${stackOutput(plan, 'ApiUrl')}/`) ||
    value.endsWith(`?token=${webhookToken}`)
  );
}
