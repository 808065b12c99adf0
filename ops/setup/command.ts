import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { Option, type Command } from 'commander';
import { NUMBER_SENTENCES, readMsisdn } from '../../desk/numbers/msisdn.ts';
import { asJson, defineCommand, runCommand, type Output, type WrapAction } from '../command/command.ts';
import { EXIT, CommandError, usageError } from '../command/command-error.ts';
import { stackOptions } from '../stack/options.ts';
import {
  clientOptions,
  deployedStack,
  describeStack,
  type StackChoice,
  type DeployedStack,
} from '../stack/outputs.ts';
import { setUpAndVerify } from './verified-set-up.ts';
import { REGIONS, type Region } from './regions.ts';
import type { Plan, SetUp, SetUpPorts } from './plan.ts';
import { setUp } from './set-up.ts';
import type { SignatureCheck } from './verify-signature.ts';

/** The process that runs the command. */
export interface Terminal extends Output {
  environment: Record<string, string | undefined>;
  /** Clients of the stack's secrets and tables; tests pass their own. */
  ports?: (stack: DeployedStack) => Omit<SetUpPorts, 'onStep'>;
  /** Hosts instead of Vonage's own. */
  hosts?: { restHost: string; apiHost: string };
}

interface Options extends StackChoice {
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

function build(wrap: WrapAction, terminal: Terminal): Command {
  const command = defineCommand({
    usage: 'npm run setup --',
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
    // Checked in run(): as a required option it would hide the error about a misspelt one.
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
  const { print, printError, environment } = terminal;
  const progress = options.json ? printError : print;
  if (options.support === undefined) throw usageError('Say which number customers text: --support <number>.');
  const numbers = {
    support: numberFrom('--support', options.support),
    delivery: numberFrom('--delivery', options.delivery ?? options.support),
    voice: numberFrom('--voice', options.voice ?? options.support),
  };
  const stack = deployedStack(options);
  const needed = (name: string): string => {
    const value = environment[name];
    if (!value)
      throw new CommandError(
        EXIT.failed,
        `set ${name}: you find it in the Vonage dashboard, under API settings.`,
      );
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
  const ports = { ...(terminal.ports ?? awsPorts)(stack), onStep: (step: string) => progress(`… ${step}`) };
  progress(`Stack: ${describeStack(stack)}`);
  const done = options.proof
    ? await setUpAndVerify(plan, ports)
    : { ...(await setUp(plan, ports)), signature: CHECK_SKIPPED };
  return printResult(done, { stack, options, terminal });
}

const CHECK_SKIPPED: SignatureCheck = {
  verdict: 'unproven',
  sentence: 'The signature secret is not proven, as you asked: run this again without --no-proof.',
};

function printResult(
  { applicationId, mobileApiKey, signature }: SetUp & { signature: SignatureCheck },
  {
    stack,
    options,
    terminal: { print, printError },
  }: { stack: DeployedStack; options: Options; terminal: Terminal },
): number {
  const { ApiUrl: api = '', ProofsSecret: proofs = '' } = stack.outputs;
  if (options.json) {
    const { name, account, region } = stack;
    print(
      asJson({ stack: name, account, region, apiUrl: api, applicationId, proofsSecret: proofs, signature }),
    );
  } else {
    print(`\nYour desk answers at ${api}
  Support page        ${api}/
  Notify page         ${api}/notify
  Vonage application  ${applicationId}
  Signature secret    ${signature.verdict}
  The notify key${mobileApiKey ? ' and the shared mobile_api_key are' : ' is'} in the secret ${proofs}.`);
  }
  if (signature.verdict !== 'proven') printError(signature.sentence);
  return signature.verdict === 'wrong' ? EXIT.failed : EXIT.done;
}

function numberFrom(option: string, written: string): string {
  const read = readMsisdn(written);
  if (!read.ok) throw usageError(`${option} ${written}: ${NUMBER_SENTENCES[read.problem]}`);
  return read.msisdn;
}

function awsPorts(stack: DeployedStack): Omit<SetUpPorts, 'onStep'> {
  const options = clientOptions(stack);
  return {
    secrets: new SecretsManagerClient(options),
    dynamodb: DynamoDBDocumentClient.from(new DynamoDBClient(options)),
  };
}
