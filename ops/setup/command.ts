import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Option, type Command } from 'commander';
import { NUMBER_SENTENCES, readMsisdn } from '../../desk/numbers/msisdn.ts';
import { asJson, ownersCommand, runCommand, type Output, type Wrap } from '../command/command.ts';
import { EXIT, Stop, mistyped } from '../command/stop.ts';
import { stackOptions } from '../stack/options.ts';
import {
  clientOptions,
  deployedStack,
  describeStack,
  type Choice,
  type DeployedStack,
} from '../stack/outputs.ts';
import { setUpProven } from './proven-set-up.ts';
import { REGIONS, type Region } from './regions.ts';
import { setUp, type Doors, type Plan, type SetUp } from './set-up.ts';
import type { Verdict } from './prove.ts';

/** Where the command is typed. */
export interface Terminal extends Output {
  environment: Record<string, string | undefined>;
  /** How the stack's own secrets and tables are reached; tests bring theirs. */
  doors?: (stack: DeployedStack) => Omit<Doors, 'say'>;
  /** Other hosts than Vonage's own. */
  hosts?: { restHost: string; apiHost: string };
}

interface Options extends Choice {
  support?: string;
  delivery?: string;
  voice?: string;
  business?: string;
  region?: Region;
  smsProof?: Plan['smsProof'];
  signatureMethod?: Plan['signatureMethod'];
  sharedKey?: boolean;
  /** Commander's name for `--no-proof`. */
  proof: boolean;
  json?: boolean;
}

/** `npm run setup`: its exit code. */
export function setupCommand(args: string[], terminal: Terminal): Promise<number> {
  return runCommand((wrap) => build(wrap, terminal), args, { ...terminal, stopped: 'Set-up stopped' });
}

function build(wrap: Wrap, terminal: Terminal): Command {
  const command = ownersCommand({
    typed: 'npm run setup --',
    about:
      'Makes your deployed stack and your Vonage account one system. Run it after "npm run deploy", and again whenever ' +
      "a number, the business's name or a URL changes: it keeps every key, and what you edited in the tables.",
    notes:
      'Environment: VONAGE_API_KEY, VONAGE_API_SECRET, VONAGE_SIGNATURE_SECRET (from the Vonage dashboard, API settings),\n' +
      'and your AWS credentials as for cdk deploy. docs/setup.md tells each step, and what to do about each problem.',
    examples: [
      'VONAGE_API_KEY=… VONAGE_API_SECRET=… VONAGE_SIGNATURE_SECRET=… \\',
      '  npm run setup -- --support 447700900000 --delivery 441632960960 --business "ACME"',
      'npm run setup -- --stack Frontdesk-Tokyo --support +818012345678 --region ap',
    ],
  })
    // Checked below: as a required option it would hide another one that is misspelt.
    .option('--support <number>', 'the number that customers text for help, such as 447700900000 (required)')
    .option('--delivery <number>', 'the number that notifications come from (default: the support number)')
    .option('--voice <number>', 'the number that customers call (default: the support number)')
    .option('--business <name>', 'what texts and pages call you (default: as it is; ACME at first)')
    .addOption(
      new Option(
        '--region <region>',
        "Vonage's region for calls and agents' apps; global: the nearest (default: as it is; global at first)",
      ).choices(Object.keys(REGIONS)),
    )
    .addOption(
      new Option(
        '--sms-proof <which>',
        'what an SMS webhook must show (default: as it is; token at first)',
      ).choices(['token', 'signature', 'both']),
    )
    .addOption(
      new Option(
        '--signature-method <method>',
        'of SMS webhooks (default: as it is; sha256 at first)',
      ).choices(['md5hash', 'md5', 'sha1', 'sha256', 'sha512']),
    )
    .option(
      '--shared-key',
      'one key opens /api/jwt for every agent, as in the tutorial; leave it out in production',
    )
    .option('--no-proof', 'do not have Vonage sign a webhook to prove the signature secret');
  return stackOptions(command)
    .option('--json', 'what was set up, as JSON')
    .action(wrap((options: Options) => run(options, terminal)));
}

async function run(options: Options, terminal: Terminal): Promise<number> {
  const { say, complain, environment } = terminal;
  const progress = options.json ? complain : say;
  if (options.support === undefined) throw mistyped('Say which number customers text: --support <number>.');
  const numbers = {
    support: numberFrom('--support', options.support),
    delivery: numberFrom('--delivery', options.delivery ?? options.support),
    voice: numberFrom('--voice', options.voice ?? options.support),
  };
  const stack = deployedStack(options);
  const needed = (name: string): string => {
    const value = environment[name];
    if (!value)
      throw new Stop(EXIT.failed, `set ${name}: you find it in the Vonage dashboard, under API settings.`);
    return value;
  };
  const plan: Plan = {
    outputs: stack.outputs,
    apiKey: needed('VONAGE_API_KEY'),
    apiSecret: needed('VONAGE_API_SECRET'),
    signatureSecret: needed('VONAGE_SIGNATURE_SECRET'),
    ...numbers,
    business: options.business,
    smsProof: options.smsProof,
    signatureMethod: options.signatureMethod,
    sharedKey: options.sharedKey ?? false,
    region: options.region,
    ...terminal.hosts,
  };
  const doors = { ...(terminal.doors ?? awsDoors)(stack), say: (step: string) => progress(`… ${step}`) };
  progress(`Stack: ${describeStack(stack)}`);
  const done = options.proof
    ? await setUpProven(plan, doors)
    : { ...(await setUp(plan, doors)), signature: NOT_ASKED };
  return tell(done, { stack, options, terminal });
}

const NOT_ASKED: Verdict = {
  verdict: 'unproven',
  sentence: 'The signature secret is not proven, as you asked: run this again without --no-proof.',
};

function tell(
  { applicationId, mobileApiKey, signature }: SetUp & { signature: Verdict },
  {
    stack,
    options,
    terminal: { say, complain },
  }: { stack: DeployedStack; options: Options; terminal: Terminal },
): number {
  const { ApiUrl: api = '', ProofsSecret: proofs = '' } = stack.outputs;
  if (options.json) {
    const { name, account, region } = stack;
    say(
      asJson({ stack: name, account, region, apiUrl: api, applicationId, proofsSecret: proofs, signature }),
    );
  } else {
    say(`\nYour desk answers at ${api}
  Support page        ${api}/
  Notify page         ${api}/notify
  Vonage application  ${applicationId}
  Signature secret    ${signature.verdict}
  The notify key${mobileApiKey ? ' and the shared mobile_api_key are' : ' is'} in the secret ${proofs}.`);
  }
  if (signature.verdict !== 'proven') complain(signature.sentence);
  return signature.verdict === 'wrong' ? EXIT.failed : EXIT.done;
}

function numberFrom(option: string, written: string): string {
  const read = readMsisdn(written);
  if (!read.ok) throw mistyped(`${option} ${written}: ${NUMBER_SENTENCES[read.problem]}`);
  return read.msisdn;
}

function awsDoors(stack: DeployedStack): Omit<Doors, 'say'> {
  const options = clientOptions(stack);
  return {
    secrets: new SecretsManagerClient(options),
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(options)),
  };
}
