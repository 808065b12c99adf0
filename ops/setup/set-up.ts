import {
  PutSecretValueCommand,
  GetSecretValueCommand,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { isLongEnough } from '../../desk/guesses.ts';
import { withoutBom } from '../../desk/json-text.ts';
import { businessNameIn, writeSettings } from './settings.ts';
import { vonageAccount, type RentedNumber } from './vonage-account.ts';

/** What the owner chooses. */
export interface Plan {
  /** The stack's outputs, as `cdk deploy --outputs-file` writes them. */
  outputs: Record<string, string>;
  apiKey: string;
  apiSecret: string;
  /** Our numbers, E.164 digits; one number may serve all. */
  support: string;
  delivery: string;
  voice: string;
  /** What texts and pages call the business; absent, the stored name stays. */
  business?: string | undefined;
  signatureSecret: string;
  signatureMethod: 'md5hash' | 'md5' | 'sha1' | 'sha256' | 'sha512';
  /** What an SMS webhook must show. Vonage signs them only after its support has switched it on. */
  smsProof: 'token' | 'signature' | 'both';
  /** Whether one key opens /api/jwt for all agents, as in the tutorial. */
  sharedKey: boolean;
  /** Other hosts than Vonage's own: a region's, or the simulated Vonage. */
  restHost?: string;
  apiHost?: string;
}

export interface Doors {
  secrets: SecretsManagerClient;
  dynamodb: DynamoDBDocumentClient;
  say: (step: string) => void;
}

/** What others need to know afterwards. */
export interface SetUp {
  applicationId: string;
  notifyKey: string;
  webhookToken: string;
  mobileApiKey?: string;
}

const stored = z.object({
  applicationId: z.optional(z.string()),
  privateKey: z.optional(z.string()),
  publicKey: z.optional(z.string()),
  webhookToken: z.optional(z.string()),
  notifyKey: z.optional(z.string()),
  mobileApiKey: z.optional(z.string()),
});

/**
 * Makes a deployed stack and a Vonage account one system: the application with its key pair, the secrets, the
 * settings, the webhooks of numbers and account. Run again, it brings all of it up to date and keeps every key.
 */
export async function setUp(plan: Plan, { secrets, dynamodb, say }: Doors): Promise<SetUp> {
  const { apiKey, apiSecret } = plan;
  const restHost = plan.restHost ?? 'https://rest.nexmo.com';
  const apiHost = plan.apiHost ?? 'https://api.nexmo.com';
  const account = vonageAccount({ apiKey, apiSecret, restHost, apiHost });
  const url = (name: string): string => output(plan, name);

  say('Looking at the numbers that the account rents');
  const rented = await account.numbers();
  const numbers = new Map(
    [plan.support, plan.delivery, plan.voice].map((msisdn) => [msisdn, own(rented, msisdn)]),
  );

  say('Making the application');
  const [vonageBefore, proofsBefore] = await Promise.all([
    readSecret(secrets, url('VonageSecret')),
    readSecret(secrets, url('ProofsSecret')),
  ]);
  const keys =
    vonageBefore.privateKey !== undefined && proofsBefore.publicKey !== undefined
      ? { privateKey: vonageBefore.privateKey, publicKey: proofsBefore.publicKey }
      : makeKeys();
  const webhookToken = proofsBefore.webhookToken ?? newKey();
  const withToken = (name: string): string => `${url(name)}?token=${webhookToken}`;
  const business = plan.business ?? (await businessNameIn(dynamodb, url('NccoConfigTable')));
  const applicationId = await account.putApplication(
    vonageBefore.applicationId,
    definition(plan, { business, publicKey: keys.publicKey, withToken }),
  );

  say('Writing the secrets');
  const notifyKey = proofsBefore.notifyKey ?? newKey();
  // One that could be guessed opens nothing: it is not kept.
  const sharedBefore = proofsBefore.mobileApiKey ?? '';
  const sharedKey = isLongEnough(sharedBefore) ? sharedBefore : newKey();
  const mobileApiKey = plan.sharedKey ? sharedKey : undefined;
  await writeSecret(secrets, url('VonageSecret'), {
    apiKey,
    apiSecret,
    applicationId,
    privateKey: keys.privateKey,
    ...(plan.restHost && { restHost }),
    ...(plan.apiHost && { apiHost }),
  });
  await writeSecret(secrets, url('ProofsSecret'), {
    apiKey,
    applicationId,
    signatureSecret: plan.signatureSecret,
    signatureMethod: plan.signatureMethod,
    smsProof: plan.smsProof,
    webhookToken,
    notifyKey,
    publicKey: keys.publicKey,
    ...(mobileApiKey && { mobileApiKey }),
  });

  say('Writing the settings');
  await writeSettings(dynamodb, url('NccoConfigTable'), { uses: usesOf(plan), business: plan.business });

  say('Registering the webhooks');
  for (const [msisdn, number] of numbers) {
    const texts = msisdn === plan.support ? 'SupportUrl' : msisdn === plan.delivery ? 'UpdateUrl' : undefined;
    await account.updateNumber(number, {
      ...(texts && { moHttpUrl: withToken(texts) }),
      // The Messages API delivers a number's texts to its application. One that serves another stays there.
      ...((msisdn === plan.voice || !number.app_id) && { app_id: applicationId }),
      ...(msisdn === plan.voice && {
        voiceCallbackType: 'app',
        voiceCallbackValue: applicationId,
      }),
    });
  }
  const receipts = await account.setReceiptsUrl(withToken('ReceiptsUrl'));
  if (receipts !== withToken('ReceiptsUrl'))
    throw new Error('Vonage did not keep the URL for delivery receipts.');

  say('Reading back what Vonage kept');
  const [after, webhooks] = await Promise.all([account.numbers(), account.webhooks(applicationId)]);
  if (webhooks.inbound !== withToken('SupportUrl') || webhooks.status !== withToken('ReceiptsUrl'))
    throw new Error("Vonage did not keep the application's URLs for the Messages API.");
  const kept = [webhooks.answer, webhooks.fallback, webhooks.event, webhooks.rtcEvent];
  const wanted = ['AnswerUrl', 'FallbackUrl', 'EventUrl', 'EventUrl'].map(withToken);
  if (wanted.some((address, index) => kept[index] !== address))
    throw new Error("Vonage did not keep the application's URLs for calls.");
  for (const [msisdn] of numbers) {
    const number = own(after, msisdn);
    const expected =
      msisdn === plan.support ? 'SupportUrl' : msisdn === plan.delivery ? 'UpdateUrl' : undefined;
    if (expected && number.moHttpUrl !== withToken(expected)) {
      throw new Error(`Vonage did not keep the inbound URL of the number ending in ${msisdn.slice(-4)}.`);
    }
    if (msisdn === plan.voice && number.app_id !== applicationId) {
      throw new Error(`Vonage did not link the number ending in ${msisdn.slice(-4)} to the application.`);
    }
  }
  return { applicationId, notifyKey, webhookToken, ...(mobileApiKey && { mobileApiKey }) };
}

/**
 * POST everywhere: only then is every byte of a webhook signed. Every URL carries the token, those of signed webhooks too:
 * one that Vonage left unsigned by mistake is told from a forged one by it, and asked for again.
 */
function definition(
  plan: Plan,
  {
    business,
    publicKey,
    withToken,
  }: { business: string; publicKey: string; withToken: (name: string) => string },
): object {
  const webhook = (address: string, limits: object = {}) => ({ address, http_method: 'POST', ...limits });
  const ncco = (name: string) => webhook(withToken(name), { connect_timeout: 1_000, socket_timeout: 5_000 });
  const event_url = webhook(withToken('EventUrl'));
  return {
    name: `frontdesk (${business})`,
    keys: { public_key: publicKey },
    capabilities: {
      voice: {
        signed_callbacks: true,
        webhooks: { answer_url: ncco('AnswerUrl'), fallback_answer_url: ncco('FallbackUrl'), event_url },
      },
      rtc: { signed_callbacks: true, webhooks: { event_url } },
      // For an account that is switched to the Messages API: its texts come here, in another shape.
      messages: {
        version: 'v1',
        webhooks: {
          inbound_url: webhook(withToken('SupportUrl')),
          status_url: webhook(withToken('ReceiptsUrl')),
        },
      },
    },
  };
}

function usesOf({ support, delivery, voice }: Plan): Record<string, string[]> {
  const uses: Record<string, string[]> = {};
  for (const [use, msisdn] of Object.entries({ support, delivery, voice })) (uses[msisdn] ??= []).push(use);
  return uses;
}

function output({ outputs }: Plan, name: string): string {
  const value = outputs[name];
  if (value === undefined)
    throw new Error(`The stack has no output ${name}: deploy it again with npm run deploy.`);
  return value;
}

function own(rented: RentedNumber[], msisdn: string): RentedNumber {
  if (!/^[1-9]\d{6,14}$/.test(msisdn))
    throw new Error(`"${msisdn}" is no number in E.164 digits, such as 447700900000.`);
  const number = rented.find((candidate) => candidate.msisdn === msisdn);
  if (!number) throw new Error(`The account does not rent ${msisdn}: rent it at Vonage first.`);
  return number;
}

function makeKeys(): { privateKey: string; publicKey: string } {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
}

const newKey = (): string => randomBytes(24).toString('base64url');

/** What an earlier set-up wrote; nothing of a secret that holds no such thing yet. */
async function readSecret(client: SecretsManagerClient, id: string): Promise<z.output<typeof stored>> {
  const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id }));
  try {
    return z.safeParse(stored, JSON.parse(withoutBom(SecretString ?? ''))).data ?? {};
  } catch {
    return {};
  }
}

async function writeSecret(client: SecretsManagerClient, id: string, value: object): Promise<void> {
  await client.send(new PutSecretValueCommand({ SecretId: id, SecretString: JSON.stringify(value) }));
}
