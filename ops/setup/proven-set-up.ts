import { ONLINE } from './vonage-account.ts';
import { proveSignature, type Verdict } from './prove.ts';
import { readSecret, writeSecret } from './secrets.ts';
import { accountOf, output, setUp, type Doors, type Plan, type SetUp } from './set-up.ts';

/** For how long a function may go on with a secret that was changed meanwhile; edge/aws/secrets.ts keeps them. */
const STALE_MS = 310_000;

/**
 * {@link setUp}, and the proof that the signature secret is the account's. Of one that is wrong nothing is left where
 * another one stood before: that one is put back.
 */
export async function setUpProven(plan: Plan, doors: Doors): Promise<SetUp & { signature: Verdict }> {
  const { secrets, dynamodb, say, now = Date.now, fetch = ONLINE.fetch, pause = ONLINE.pause } = doors;
  const proofsSecret = output(plan, 'ProofsSecret');
  const before = await readSecret(secrets, proofsSecret);
  const done = await setUp(plan, doors);
  const isChanged = before.signatureSecret !== undefined && before.signatureSecret !== plan.signatureSecret;
  if (isChanged) {
    say('Waiting 5 minutes: the functions may still check with the signature secret before this one');
    await pause(STALE_MS);
  }
  say('Having Vonage sign a webhook, to prove the signature secret');
  const [{ privateKey = '', apiHost = plan.apiHost ?? 'https://api.nexmo.com' }, { event }] =
    await Promise.all([
      readSecret(secrets, output(plan, 'VonageSecret')),
      accountOf(plan, { fetch, pause }).webhooks(done.applicationId),
    ]);
  if (event === undefined) throw new Error("Vonage did not keep the application's URL for events.");
  const { apiKey, apiSecret, signatureSecret, voice } = plan;
  const signature = await proveSignature(
    {
      apiKey,
      apiSecret,
      applicationId: done.applicationId,
      privateKey,
      signatureSecret,
      eventUrl: event,
      apiHost,
      voice,
      callsTable: output(plan, 'CallsTable'),
    },
    { dynamodb, fetch, pause, now },
  );
  if (signature.verdict !== 'wrong') return { ...done, signature };
  return { ...done, signature: { verdict: 'wrong', sentence: `${signature.sentence} ${await undo()}` } };

  async function undo(): Promise<string> {
    if (!isChanged) {
      return 'All else is set up. Calls are refused until you run this again with the right one.';
    }
    const current = await readSecret(secrets, proofsSecret);
    const { signatureSecret: former, signatureMethod } = before;
    await writeSecret(secrets, proofsSecret, {
      ...current,
      signatureSecret: former,
      ...(signatureMethod && { signatureMethod }),
    });
    return 'The one before is back in its place, and is used by all functions within 5 minutes.';
  }
}
