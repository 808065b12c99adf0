import * as z from 'zod/mini';
import { EXIT, CommandError, usageError } from '../command/command-error.ts';
import { UnreadableText, readTextFile } from '../files/text-file.ts';

/** A stack's outputs by name. */
export type Outputs = Record<string, string>;

/** The file that `npm run deploy` writes. */
export const OUTPUTS_FILE = 'cdk-outputs.json';

const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/** A deployed stack and its location. */
export interface DeployedStack {
  name: string;
  outputs: Outputs;
  /** Taken from the stack's ARNs; undefined for a stack without any, such as the local one. */
  account: string | undefined;
  region: string | undefined;
}

/** The owner's choice of a stack. */
export interface StackChoice {
  /** Absent: {@link OUTPUTS_FILE}. */
  outputs?: string | undefined;
  /** Absent: the only one in the file. */
  stack?: string | undefined;
}

/** The outputs file is missing or empty. */
export class NotDeployedError extends CommandError {
  constructor(sentence: string) {
    super(EXIT.failed, sentence);
  }
}

/**
 * The stacks in an outputs file; undefined when it is missing or has another format.
 *
 * @throws UnreadableText when its encoding cannot be determined
 */
export function readStacks(file: string): Record<string, Outputs> | undefined {
  try {
    return outputsFile.parse(JSON.parse(readTextFile(file)));
  } catch (error) {
    if (error instanceof UnreadableText) throw error;
    return undefined;
  }
}

/**
 * The chosen stack of an outputs file. Several stacks require an explicit choice: the one deployed last is not
 * necessarily meant.
 *
 * @throws CommandError that says what to do
 */
export function deployedStack({ outputs: file = OUTPUTS_FILE, stack }: StackChoice): DeployedStack {
  const stacks = readStacks(file) ?? {};
  const names = Object.keys(stacks);
  if (names.length === 0) {
    throw new NotDeployedError(
      `${file} does not hold the outputs of a deployed stack: run "npm run deploy" first.`,
    );
  }
  if (stack === undefined && names.length > 1)
    throw usageError(
      `There are several stacks in ${file}: say which with --stack ${names.join(' or --stack ')}.`,
    );
  const name = stack ?? names[0] ?? '';
  const outputs = Object.hasOwn(stacks, name) ? stacks[name] : undefined;
  if (outputs === undefined)
    throw usageError(`There is no stack "${name}" in ${file}; there is ${names.join(', ')}.`);
  return { name, outputs, ...locationOf(outputs) };
}

/** Account and region from an ARN such as `arn:aws:secretsmanager:eu-west-1:123456789012:secret:…`. */
function locationOf(outputs: Outputs): Pick<DeployedStack, 'account' | 'region'> {
  for (const value of [outputs['VonageSecret'], outputs['ProofsSecret']]) {
    const [, region, account] =
      /^arn:aws[a-z-]*:secretsmanager:([a-z0-9-]+):(\d{12}):/.exec(value ?? '') ?? [];
    if (region !== undefined) return { region, account };
  }
  return { region: undefined, account: undefined };
}

/** `Frontdesk in account 123456789012, eu-west-1`. */
export function describeStack({ name, account, region }: DeployedStack): string {
  const place = [account === undefined ? undefined : `account ${account}`, region].filter(Boolean).join(', ');
  return place === '' ? name : `${name} in ${place}`;
}

/**
 * Options of AWS clients for the stack: its own region, whatever profile is active.
 *
 * @param chosen the region in the environment; another one most likely means that the wrong stack was chosen
 * @throws CommandError when the two differ
 */
export function clientOptions(
  { name, region }: DeployedStack,
  chosen = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'],
): { region?: string } {
  if (region === undefined) return {};
  if (chosen !== undefined && chosen !== '' && chosen !== region) {
    throw new CommandError(
      1,
      `the stack ${name} is in ${region}, and AWS_REGION says ${chosen}: set AWS_REGION=${region}, or name another stack.`,
    );
  }
  return { region };
}
