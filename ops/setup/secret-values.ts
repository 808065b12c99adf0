import type { ReplacedValue } from './numbers.ts';
import { REGIONS } from './regions.ts';
import type { SetUpRun } from './run.ts';

/** A secret holds at most 64 kB. */
const MAX_REPLACED = 100;

/** The new value of the Vonage secret; values that this run replaces at Vonage are added to `replaced`. */
export function vonageSecret(
  { plan, ports, vonage, keys }: SetUpRun,
  applicationId: string,
  replaced: ReplacedValue[],
) {
  const { apiKey, apiSecret, restHost } = plan;
  const apiHost = plan.apiHost ?? (plan.region === undefined ? vonage.apiHost : REGIONS[plan.region].apiHost);
  const at = new Date((ports.now ?? Date.now)()).toISOString();
  const known = vonage.replaced ?? [];
  // An interrupted run may have noted the same values.
  const fresh = replaced.filter(
    ({ of, field, value }) =>
      !known.some((one) => one.of === of && one.field === field && one.value === value),
  );
  const all = [...known, ...fresh.map((one) => ({ ...one, at }))].slice(-MAX_REPLACED);
  return {
    apiKey,
    apiSecret,
    applicationId,
    privateKey: keys.privateKey,
    ...(restHost && { restHost }),
    ...(apiHost && { apiHost }),
    ...(all.length > 0 && { replaced: all }),
  };
}

/** The new value of the webhook secrets, without the shared agents' key. */
export function webhookSecret(
  { plan, webhookSecrets, keys, webhookToken, notifyKey }: SetUpRun,
  applicationId: string,
) {
  return {
    apiKey: plan.apiKey,
    applicationId,
    signatureSecret: plan.signatureSecret,
    signatureMethod: plan.signatureMethod ?? webhookSecrets.signatureMethod ?? 'sha256',
    smsProof: plan.smsProof ?? webhookSecrets.smsProof ?? 'token',
    webhookToken,
    notifyKey,
    publicKey: keys.publicKey,
  };
}
