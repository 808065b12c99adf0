import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseArgs } from 'node:util';
import { setUp, type Plan } from './setup/set-up.ts';
import { OUTPUTS_FILE, readOutputs } from './stack/outputs.ts';
import { sentenceFor } from './stack/problems.ts';

const HELP = `npm run setup -- --support <number> [options]

Makes your deployed stack and your Vonage account one system. Run it after "npm run deploy", and again whenever a
number, the business's name or a URL changes: it keeps every key, and what you edited in the tables.

  --support <digits>    the number that customers text for help, E.164 digits such as 447700900000
  --delivery <digits>   the number that notifications come from        (default: the support number)
  --voice <digits>      the number that customers call                 (default: the support number)
  --business <name>     what texts and pages call you                  (default: as it is; ACME at first)
  --outputs <file>      what "npm run deploy" wrote                    (default: cdk-outputs.json)
  --sms-proof <which>   token, signature or both                       (default: token)
  --signature-method <m> md5hash, md5, sha1, sha256 or sha512          (default: sha256)
  --shared-key          one key opens /api/jwt for every agent, as in the tutorial; leave it out in production
  --help

Environment: VONAGE_API_KEY, VONAGE_API_SECRET, VONAGE_SIGNATURE_SECRET (from the Vonage dashboard's settings), and your
AWS credentials and region as for cdk deploy.

Example:
  VONAGE_API_KEY=… VONAGE_API_SECRET=… VONAGE_SIGNATURE_SECRET=… \\
    npm run setup -- --support 447700900000 --delivery 441632960960 --business "ACME"`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      support: { type: 'string' },
      delivery: { type: 'string' },
      voice: { type: 'string' },
      business: { type: 'string' },
      outputs: { type: 'string', default: OUTPUTS_FILE },
      'sms-proof': { type: 'string', default: 'token' },
      'signature-method': { type: 'string', default: 'sha256' },
      'shared-key': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help || values.support === undefined) {
    console.log(HELP);
    process.exitCode = values.help ? 0 : 1;
    return;
  }
  const outputs = readOutputs(values.outputs);
  const plan: Plan = {
    outputs,
    apiKey: needed('VONAGE_API_KEY'),
    apiSecret: needed('VONAGE_API_SECRET'),
    signatureSecret: needed('VONAGE_SIGNATURE_SECRET'),
    support: values.support,
    delivery: values.delivery ?? values.support,
    voice: values.voice ?? values.support,
    business: values.business,
    smsProof: choice('--sms-proof', values['sms-proof'], ['token', 'signature', 'both']),
    signatureMethod: choice('--signature-method', values['signature-method'], [
      'md5hash',
      'md5',
      'sha1',
      'sha256',
      'sha512',
    ]),
    sharedKey: values['shared-key'],
  };
  const done = await setUp(plan, {
    secrets: new SecretsManagerClient({}),
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient({})),
    say: (step) => console.log(`… ${step}`),
  });
  console.log(`\nYour desk answers at ${plan.outputs['ApiUrl']}
  Support page        ${plan.outputs['ApiUrl']}/
  Notify page         ${plan.outputs['ApiUrl']}/notify
  Vonage application  ${done.applicationId}
  The notify key${done.mobileApiKey ? ' and the shared mobile_api_key are' : ' is'} in the secret ${plan.outputs['ProofsSecret']}.`);
}

function needed(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`Set ${name}: you find it in the Vonage dashboard's settings.`);
  return value;
}

function choice<T extends string>(option: string, given: string, allowed: T[]): T {
  const found = allowed.find((candidate) => candidate === given);
  if (!found) throw new Error(`${option} is one of ${allowed.join(', ')}.`);
  return found;
}

main().catch((error: unknown) => {
  console.error(`Set-up stopped: ${sentenceFor(error)}`);
  process.exitCode = 1;
});
