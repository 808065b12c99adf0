import { isLongEnough } from '../../desk/agents/guesses.ts';
import { applicationDefinition, inRegion } from './application-definition.ts';
import {
  configureNumber,
  redactValue,
  rentedNumber,
  replacedValues,
  type DesiredConfiguration,
  type ReplacedValue,
} from './numbers.ts';
import { stackOutput, type Plan, type SetUp, type SetUpPorts } from './plan.ts';
import { loadOrCreateKeys, isOwnValue, type SetUpRun } from './run.ts';
import { vonageSecret, webhookSecret } from './secret-values.ts';
import { newKey, writeSecret } from './secrets.ts';
import { businessNameIn, writeSettings } from './settings.ts';
import { verifyRegistration } from './verify-registration.ts';
import { accountFor, type RentedNumber } from './vonage-account.ts';

/** A number of the account, and what it is to be configured to. */
interface NumberChange {
  number: RentedNumber;
  desired: DesiredConfiguration;
}

/**
 * Connects a deployed stack and a Vonage account: the application with its key pair, the secrets, the settings, and the
 * webhooks of numbers and account. Idempotent: a later run updates everything and keeps every key, so it also completes
 * a run that was interrupted at any point.
 */
export async function setUp(plan: Plan, ports: SetUpPorts): Promise<SetUp> {
  const { dynamodb, onStep } = ports;
  const account = accountFor(plan, ports);
  for (const name of ['VonageSecret', 'ProofsSecret', 'NccoConfigTable', 'ApiUrl']) stackOutput(plan, name);

  onStep('Looking at the numbers that the account rents');
  const rented = await account.numbers();
  const msisdns = new Set([plan.support, plan.delivery, plan.voice]);
  const numbers = [...msisdns].map((msisdn) => rentedNumber(rented, msisdn));

  const run = await loadOrCreateKeys(plan, ports, account);
  const applicationId = await putApplication(run);

  onStep('Looking at what will be replaced at Vonage');
  const changes = numbers.map((number) => ({
    number,
    desired: desiredConfiguration(number, applicationId, run),
  }));
  const receiptsBefore = await account.receiptsUrl();
  const replaced = valuesToReplace(changes, receiptsBefore, run);
  for (const { of, field, value } of replaced)
    onStep(
      `Replacing ${field} of the ${of}, which was ${redactValue(value)}; it is kept in the Vonage secret`,
    );

  onStep('Writing the secrets');
  const mobileApiKey = await writeSecrets(run, applicationId, replaced);

  onStep('Writing the settings');
  await writeSettings(dynamodb, stackOutput(plan, 'NccoConfigTable'), {
    uses: numberUses(plan),
    business: plan.business,
  });

  onStep('Registering the webhooks');
  for (const { number, desired } of changes) await configureNumber(account, number, desired);
  await registerReceiptsUrl(receiptsBefore, run);

  onStep('Reading back what Vonage kept');
  await verifyRegistration(run, applicationId, changes);
  const { notifyKey, webhookToken } = run;
  return { applicationId, notifyKey, webhookToken, ...(mobileApiKey && { mobileApiKey }) };
}

/** The id of the application that was created or updated. */
async function putApplication({ plan, ports, account, vonage, keys, withToken }: SetUpRun): Promise<string> {
  ports.onStep('Making the application');
  const business =
    plan.business ?? (await businessNameIn(ports.dynamodb, stackOutput(plan, 'NccoConfigTable')));
  const definition = applicationDefinition({ business, publicKey: keys.publicKey, withToken });
  return account.putApplication(vonage.applicationId, inRegion(definition, plan.region));
}

function desiredConfiguration(
  { msisdn }: RentedNumber,
  applicationId: string,
  { plan, withToken }: SetUpRun,
): DesiredConfiguration {
  const texts = msisdn === plan.support ? 'SupportUrl' : msisdn === plan.delivery ? 'UpdateUrl' : undefined;
  return { applicationId, moHttpUrl: texts && withToken(texts), isVoice: msisdn === plan.voice };
}

/** Values of others that this run overwrites at Vonage. */
function valuesToReplace(
  changes: NumberChange[],
  receiptsBefore: string | undefined,
  run: SetUpRun,
): ReplacedValue[] {
  const onNumbers = changes.flatMap(({ number, desired }) =>
    replacedValues(number, desired, (value) => isOwnValue(value, run)),
  );
  const isForeign =
    receiptsBefore && receiptsBefore !== run.withToken('ReceiptsUrl') && !isOwnValue(receiptsBefore, run);
  return isForeign
    ? [...onNumbers, { of: 'account', field: 'drCallBackUrl', value: receiptsBefore }]
    : onNumbers;
}

/** Writes both secrets; the agents' shared key, where the plan wants one. */
async function writeSecrets(
  run: SetUpRun,
  applicationId: string,
  replaced: ReplacedValue[],
): Promise<string | undefined> {
  const { plan, webhookSecrets } = run;
  const { secrets } = run.ports;
  const sharedBefore = webhookSecrets.mobileApiKey ?? '';
  // A key short enough to be guessed is never accepted, so it is replaced.
  const sharedKey = isLongEnough(sharedBefore) ? sharedBefore : newKey();
  const mobileApiKey = plan.sharedKey ? sharedKey : undefined;
  await writeSecret(secrets, stackOutput(plan, 'VonageSecret'), vonageSecret(run, applicationId, replaced));
  await writeSecret(secrets, stackOutput(plan, 'ProofsSecret'), {
    ...webhookSecret(run, applicationId),
    ...(mobileApiKey && { mobileApiKey }),
  });
  return mobileApiKey;
}

/** @throws Error when Vonage stores another URL */
async function registerReceiptsUrl(
  before: string | undefined,
  { account, withToken }: SetUpRun,
): Promise<void> {
  const url = withToken('ReceiptsUrl');
  if (before !== url && (await account.setReceiptsUrl(url)) !== url)
    throw new Error('Vonage did not keep the URL for delivery receipts.');
}

function numberUses({ support, delivery, voice }: Plan): Record<string, string[]> {
  const uses: Record<string, string[]> = {};
  for (const [use, msisdn] of Object.entries({ support, delivery, voice })) (uses[msisdn] ??= []).push(use);
  return uses;
}
