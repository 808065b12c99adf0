import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { isLongEnough } from '../../desk/agents/guesses.ts';
import { bringUpToDate, replacedOn, shownValue, type Replaced, type Wish } from './numbers.ts';
import { REGIONS, type Region } from './regions.ts';
import {
  keyPairOf,
  makeKeys,
  newKey,
  readSecret,
  writeSecret,
  type KeyPair,
  type Stored,
} from './secrets.ts';
import { businessNameIn, writeSettings } from './settings.ts';
import { ONLINE, vonageAccount, type RentedNumber, type VonageAccount } from './vonage-account.ts';
import type { Definition } from './vonage-applications.ts';
import type { HttpDoors } from './vonage-http.ts';

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
  /** Absent, as it is; sha256 at first. */
  signatureMethod?: 'md5hash' | 'md5' | 'sha1' | 'sha256' | 'sha512' | undefined;
  /**
   * What an SMS webhook must show. Vonage signs them only after its support has switched it on. Absent, as it is; the
   * token at first.
   */
  smsProof?: 'token' | 'signature' | 'both' | undefined;
  /** Whether one key opens /api/jwt for all agents, as in the tutorial. */
  sharedKey: boolean;
  /** Where Vonage is to serve calls and users; absent, as it is. */
  region?: Region | undefined;
  /** Other hosts than Vonage's own: the simulated Vonage. */
  restHost?: string;
  apiHost?: string;
}

export interface Doors extends Partial<HttpDoors> {
  secrets: SecretsManagerClient;
  dynamodb: DynamoDBDocumentClient;
  say: (step: string) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** What others need to know afterwards. */
export interface SetUp {
  applicationId: string;
  notifyKey: string;
  webhookToken: string;
  mobileApiKey?: string;
}

/** What a run works with. */
interface Run {
  plan: Plan;
  doors: Doors;
  account: VonageAccount;
  vonage: Stored;
  proofs: Stored;
  keys: KeyPair;
  webhookToken: string;
  notifyKey: string;
  withToken: (name: string) => string;
}

/** How many replaced values are kept in the secret, which takes 64 kB. */
const MOST_REPLACED = 100;

/**
 * Makes a deployed stack and a Vonage account one system: the application with its key pair, the secrets, the
 * settings, the webhooks of numbers and account. Run again, it brings all of it up to date and keeps every key; so a
 * run that was cut off at any point is completed by the next.
 */
export async function setUp(plan: Plan, doors: Doors): Promise<SetUp> {
  const { secrets, dynamodb, say } = doors;
  const account = accountOf(plan, doors);
  for (const name of ['VonageSecret', 'ProofsSecret', 'NccoConfigTable', 'ApiUrl']) output(plan, name);

  say('Looking at the numbers that the account rents');
  const rented = await account.numbers();
  const numbers = new Map(
    [plan.support, plan.delivery, plan.voice].map((msisdn) => [msisdn, own(rented, msisdn)]),
  );

  const run = await withKeys(plan, doors, account);
  const { withToken } = run;

  say('Making the application');
  const business = plan.business ?? (await businessNameIn(dynamodb, output(plan, 'NccoConfigTable')));
  const applicationId = await account.putApplication(
    run.vonage.applicationId,
    inRegion(definition(plan, { business, publicKey: run.keys.publicKey, withToken }), plan.region),
  );

  say('Looking at what will be replaced at Vonage');
  const wishes = [...numbers.values()].map((number) => ({
    number,
    wish: wishFor(plan, number, { applicationId, withToken }),
  }));
  const receiptsBefore = await account.receiptsUrl();
  const replaced = [
    ...wishes.flatMap(({ number, wish }) => replacedOn(number, wish, (value) => isOurs(value, run))),
    ...(receiptsBefore && receiptsBefore !== withToken('ReceiptsUrl') && !isOurs(receiptsBefore, run)
      ? [{ of: 'account', field: 'drCallBackUrl', value: receiptsBefore }]
      : []),
  ];
  for (const { of, field, value } of replaced)
    say(`Replacing ${field} of the ${of}, which was ${shownValue(value)}; it is kept in the Vonage secret`);

  say('Writing the secrets');
  // One that could be guessed opens nothing: it is not kept.
  const sharedBefore = run.proofs.mobileApiKey ?? '';
  const sharedKey = isLongEnough(sharedBefore) ? sharedBefore : newKey();
  const mobileApiKey = plan.sharedKey ? sharedKey : undefined;
  await writeSecret(secrets, output(plan, 'VonageSecret'), vonageSecret(run, applicationId, replaced));
  await writeSecret(secrets, output(plan, 'ProofsSecret'), {
    ...proofsOf(run, applicationId),
    ...(mobileApiKey && { mobileApiKey }),
  });

  say('Writing the settings');
  await writeSettings(dynamodb, output(plan, 'NccoConfigTable'), {
    uses: usesOf(plan),
    business: plan.business,
  });

  say('Registering the webhooks');
  for (const { number, wish } of wishes) await bringUpToDate(account, number, wish);
  if (receiptsBefore !== withToken('ReceiptsUrl')) {
    const receipts = await account.setReceiptsUrl(withToken('ReceiptsUrl'));
    if (receipts !== withToken('ReceiptsUrl'))
      throw new Error('Vonage did not keep the URL for delivery receipts.');
  }

  say('Reading back what Vonage kept');
  await readBack(run, applicationId, wishes);
  const { notifyKey, webhookToken } = run;
  return { applicationId, notifyKey, webhookToken, ...(mobileApiKey && { mobileApiKey }) };
}

/** The owner's account, where the plan says that it is. */
export function accountOf(plan: Plan, { fetch = ONLINE.fetch, pause = ONLINE.pause }: Partial<HttpDoors>) {
  const restHost = plan.restHost ?? 'https://rest.nexmo.com';
  const apiHost = plan.apiHost ?? 'https://api.nexmo.com';
  return vonageAccount(
    { apiKey: plan.apiKey, apiSecret: plan.apiSecret, restHost, apiHost },
    { fetch, pause },
  );
}

/**
 * The keys of earlier runs, or new ones, which are stored before Vonage hears of them: an application whose private key
 * died with the process would be of no use to anybody.
 */
async function withKeys(plan: Plan, doors: Doors, account: VonageAccount): Promise<Run> {
  const { secrets, say } = doors;
  const [vonage, proofs] = await Promise.all([
    readSecret(secrets, output(plan, 'VonageSecret')),
    readSecret(secrets, output(plan, 'ProofsSecret')),
  ]);
  const before = keyPairOf(vonage.privateKey);
  const keys = before ?? makeKeys();
  const webhookToken = proofs.webhookToken ?? newKey();
  const notifyKey = proofs.notifyKey ?? newKey();
  if (!before) {
    say('Storing a new key pair');
    await writeSecret(secrets, output(plan, 'VonageSecret'), { ...vonage, privateKey: keys.privateKey });
  }
  if (proofs.webhookToken === undefined || proofs.notifyKey === undefined)
    await writeSecret(secrets, output(plan, 'ProofsSecret'), { ...proofs, webhookToken, notifyKey });
  const withToken = (name: string): string => `${output(plan, name)}?token=${webhookToken}`;
  return { plan, doors, account, vonage, proofs, keys, webhookToken, notifyKey, withToken };
}

function vonageSecret({ plan, doors, vonage, keys }: Run, applicationId: string, replaced: Replaced[]) {
  const { apiKey, apiSecret, restHost } = plan;
  const apiHost = plan.apiHost ?? (plan.region === undefined ? vonage.apiHost : REGIONS[plan.region].apiHost);
  const at = new Date((doors.now ?? Date.now)()).toISOString();
  const known = vonage.replaced ?? [];
  // What a run that was cut off has noted already is not noted again.
  const fresh = replaced.filter(
    ({ of, field, value }) =>
      !known.some((one) => one.of === of && one.field === field && one.value === value),
  );
  const all = [...known, ...fresh.map((one) => ({ ...one, at }))].slice(-MOST_REPLACED);
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

function proofsOf({ plan, proofs, keys, webhookToken, notifyKey }: Run, applicationId: string) {
  return {
    apiKey: plan.apiKey,
    applicationId,
    signatureSecret: plan.signatureSecret,
    signatureMethod: plan.signatureMethod ?? proofs.signatureMethod ?? 'sha256',
    smsProof: plan.smsProof ?? proofs.smsProof ?? 'token',
    webhookToken,
    notifyKey,
    publicKey: keys.publicKey,
  };
}

/** Whether a value at Vonage is the desk's own, of this or of an earlier run, at this or an earlier address. */
function isOurs(value: string, { plan, vonage, webhookToken }: Run): boolean {
  return (
    value === vonage.applicationId ||
    value.startsWith(`${output(plan, 'ApiUrl')}/`) ||
    value.endsWith(`?token=${webhookToken}`)
  );
}

function wishFor(
  plan: Plan,
  { msisdn }: RentedNumber,
  { applicationId, withToken }: { applicationId: string; withToken: (name: string) => string },
): Wish {
  const texts = msisdn === plan.support ? 'SupportUrl' : msisdn === plan.delivery ? 'UpdateUrl' : undefined;
  return { applicationId, moHttpUrl: texts && withToken(texts), isVoice: msisdn === plan.voice };
}

/** @throws Error where Vonage says yes and keeps something else */
async function readBack(
  { plan, account, withToken }: Run,
  applicationId: string,
  wishes: { number: RentedNumber; wish: Wish }[],
): Promise<void> {
  const [after, webhooks] = await Promise.all([account.numbers(), account.webhooks(applicationId)]);
  if (webhooks.inbound !== withToken('SupportUrl') || webhooks.status !== withToken('ReceiptsUrl'))
    throw new Error("Vonage did not keep the application's URLs for the Messages API.");
  const kept = [webhooks.answer, webhooks.fallback, webhooks.event, webhooks.rtcEvent];
  const wanted = ['AnswerUrl', 'FallbackUrl', 'EventUrl', 'EventUrl'].map(withToken);
  if (wanted.some((address, index) => kept[index] !== address))
    throw new Error("Vonage did not keep the application's URLs for calls.");
  for (const {
    number: { msisdn },
    wish,
  } of wishes) {
    const number = own(after, msisdn);
    if (wish.moHttpUrl !== undefined && number.moHttpUrl !== wish.moHttpUrl) {
      throw new Error(`Vonage did not keep the inbound URL of the number ending in ${msisdn.slice(-4)}.`);
    }
    if (msisdn === plan.voice && number.app_id !== applicationId) {
      throw new Error(`Vonage did not link the number ending in ${msisdn.slice(-4)} to the application.`);
    }
  }
}

function inRegion(definition: Definition, region: Region | undefined): Definition {
  if (region === undefined) return definition;
  const { voice, ...others } = definition.capabilities;
  // Undefined, it is left out, and so taken away.
  return {
    ...definition,
    capabilities: { ...others, voice: { ...voice, region: REGIONS[region].voice } },
  };
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
): Definition {
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

export function output({ outputs }: Plan, name: string): string {
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
