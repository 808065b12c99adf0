import * as z from 'zod/mini';
import { EXIT, Stop, mistyped } from '../command/stop.ts';
import { NoText, readTextFile } from '../files/text-file.ts';

/** What a deployment told of its stack, by the outputs' names. */
export type Outputs = Record<string, string>;

/** Where `npm run deploy` writes them. */
export const OUTPUTS_FILE = 'cdk-outputs.json';

const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/** A deployed stack, and where it is. */
export interface DeployedStack {
  name: string;
  outputs: Outputs;
  /** As its own resources name them; unknown of a stack that names none, such as the local one. */
  account: string | undefined;
  region: string | undefined;
}

/** Which stack an owner means. */
export interface Choice {
  /** Absent: {@link OUTPUTS_FILE}. */
  outputs?: string | undefined;
  /** Absent: the only one in the file. */
  stack?: string | undefined;
}

/** Nothing is deployed from here, as far as is known. */
export class NotDeployed extends Stop {
  constructor(sentence: string) {
    super(EXIT.failed, sentence);
  }
}

/**
 * The stacks in a file of outputs; undefined where it is missing, or something else.
 *
 * @throws NoText where its encoding cannot be read
 */
export function stacksIn(file: string): Record<string, Outputs> | undefined {
  try {
    return outputsFile.parse(JSON.parse(readTextFile(file)));
  } catch (error) {
    if (error instanceof NoText) throw error;
    return undefined;
  }
}

/**
 * The stack that the owner chose, of those whose deployment wrote the file. Of several none is taken that was not
 * named: which of them was deployed last says nothing about which is meant.
 *
 * @throws Stop that says what to do
 */
export function deployedStack({ outputs: file = OUTPUTS_FILE, stack }: Choice): DeployedStack {
  const stacks = stacksIn(file) ?? {};
  const names = Object.keys(stacks);
  if (names.length === 0) {
    throw new NotDeployed(
      `${file} does not hold the outputs of a deployed stack: run "npm run deploy" first.`,
    );
  }
  if (stack === undefined && names.length > 1)
    throw mistyped(
      `There are several stacks in ${file}: say which with --stack ${names.join(' or --stack ')}.`,
    );
  const name = stack ?? names[0] ?? '';
  const outputs = Object.hasOwn(stacks, name) ? stacks[name] : undefined;
  if (outputs === undefined)
    throw mistyped(`There is no stack "${name}" in ${file}; there is ${names.join(', ')}.`);
  return { name, outputs, ...placeOf(outputs) };
}

/** `arn:aws:secretsmanager:eu-west-1:123456789012:secret:…` tells where the stack is. */
function placeOf(outputs: Outputs): Pick<DeployedStack, 'account' | 'region'> {
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
 * What AWS clients need to reach the stack: its own region, whatever profile is chosen.
 *
 * @param chosen the region that the environment names: another one is most likely a mistake about the stack
 * @throws Stop where the two differ
 */
export function clientOptions(
  { name, region }: DeployedStack,
  chosen = process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'],
): { region?: string } {
  if (region === undefined) return {};
  if (chosen !== undefined && chosen !== '' && chosen !== region) {
    throw new Stop(
      1,
      `the stack ${name} is in ${region}, and AWS_REGION says ${chosen}: set AWS_REGION=${region}, or name another stack.`,
    );
  }
  return { region };
}
