import * as z from 'zod/mini';
import { NoText, readTextFile } from '../files/text-file.ts';

/** What a deployment told of its stack, by the outputs' names. */
export type Outputs = Record<string, string>;

/** Where `npm run deploy` writes them. */
export const OUTPUTS_FILE = 'cdk-outputs.json';

const outputsFile = z.record(z.string(), z.record(z.string(), z.string()));

/**
 * The first stack's outputs in the file that the deployment wrote.
 *
 * @throws Error that says what to do, when there is no such file or something else is in it
 */
export function readOutputs(file: string): Outputs {
  try {
    const [outputs] = Object.values(outputsFile.parse(JSON.parse(readTextFile(file))));
    if (outputs !== undefined) return outputs;
  } catch (error) {
    if (error instanceof NoText) throw error;
    // Missing, no JSON, or something else: the same sentence helps.
  }
  throw new Error(`${file} does not hold the outputs of a deployed stack: run "npm run deploy" first.`);
}
