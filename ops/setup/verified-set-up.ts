import { stackOutput, type Plan, type SetUp, type SetUpPorts } from './plan.ts';
import { readSecret, writeSecret, type Stored } from './secrets.ts';
import { setUp } from './set-up.ts';
import { verifySignatureSecret, type SignatureCheck, type VerificationInput } from './verify-signature.ts';
import { REAL_HTTP, accountFor } from './vonage-account.ts';

/** How long functions may use a cached secret after a change (edge/aws/secrets.ts), ms. */
const SECRET_CACHE_MS = 310_000;

/**
 * {@link setUp}, then a check that the signature secret is the account's. A wrong secret is replaced by the one before
 * it, if there was one.
 */
export async function setUpAndVerify(
  plan: Plan,
  ports: SetUpPorts,
): Promise<SetUp & { signature: SignatureCheck }> {
  const {
    secrets,
    dynamodb,
    onStep,
    now = Date.now,
    fetch = REAL_HTTP.fetch,
    pause = REAL_HTTP.pause,
  } = ports;
  const before = await readSecret(secrets, stackOutput(plan, 'ProofsSecret'));
  const done = await setUp(plan, ports);
  const isChanged = before.signatureSecret !== undefined && before.signatureSecret !== plan.signatureSecret;
  if (isChanged) {
    onStep('Waiting 5 minutes: the functions may still check with the signature secret before this one');
    await pause(SECRET_CACHE_MS);
  }
  onStep('Having Vonage sign a webhook, to prove the signature secret');
  const input = await verificationInput(plan, ports, done.applicationId);
  const signature = await verifySignatureSecret(input, { dynamodb, fetch, pause, now });
  if (signature.verdict !== 'wrong') return { ...done, signature };
  const consequence = isChanged
    ? await restoreSignatureSecret(plan, ports, before)
    : 'All else is set up. Calls are refused until you run this again with the right one.';
  return { ...done, signature: { verdict: 'wrong', sentence: `${signature.sentence} ${consequence}` } };
}

/** @throws Error when Vonage has no URL for the application's events */
async function verificationInput(
  plan: Plan,
  ports: SetUpPorts,
  applicationId: string,
): Promise<VerificationInput> {
  const [stored, { event: eventUrl }] = await Promise.all([
    readSecret(ports.secrets, stackOutput(plan, 'VonageSecret')),
    accountFor(plan, ports).webhooks(applicationId),
  ]);
  if (eventUrl === undefined) throw new Error("Vonage did not keep the application's URL for events.");
  const { privateKey = '', apiHost = plan.apiHost ?? 'https://api.nexmo.com' } = stored;
  const { apiKey, apiSecret, signatureSecret, voice } = plan;
  const callsTable = stackOutput(plan, 'CallsTable');
  return {
    apiKey,
    apiSecret,
    applicationId,
    privateKey,
    signatureSecret,
    eventUrl,
    apiHost,
    voice,
    callsTable,
  };
}

/** Puts the former signature secret and method back; the sentence says so. */
async function restoreSignatureSecret(
  plan: Plan,
  { secrets }: SetUpPorts,
  { signatureSecret, signatureMethod }: Stored,
): Promise<string> {
  const id = stackOutput(plan, 'ProofsSecret');
  const current = await readSecret(secrets, id);
  await writeSecret(secrets, id, {
    ...current,
    signatureSecret,
    ...(signatureMethod && { signatureMethod }),
  });
  return 'The one before is back in its place, and is used by all functions within 5 minutes.';
}
