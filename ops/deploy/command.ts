import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineCommand, runCommand, type Output } from '../command/command.ts';
import { EXIT, CommandError } from '../command/command-error.ts';
import { OUTPUTS_FILE, readStacks, type Outputs } from '../stack/outputs.ts';

/** Runs `cdk` with these arguments; resolves to its exit code. */
export type Cdk = (args: string[]) => Promise<number>;

/**
 * `npm run deploy`: `cdk deploy` that merges the stack's outputs into the outputs file. By itself, `cdk` overwrites the
 * file with the stacks of one run, so deploying a second desk would lose the outputs of the first.
 */
export function deployCommand(
  args: string[],
  output: Output,
  { cdk = installedCdk, file = OUTPUTS_FILE }: { cdk?: Cdk; file?: string } = {},
): Promise<number> {
  return runCommand(
    (wrap) =>
      defineCommand({
        usage: 'npm run deploy --',
        about: `Deploys the desk with the AWS CDK, and writes the stack's outputs into ${OUTPUTS_FILE}.`,
        notes: 'Every option of "cdk deploy" is handed on to it.',
        examples: [
          'npm run deploy',
          'npm run deploy -- -c stackName=Frontdesk-Tokyo      a second desk, beside the first',
          'npm run deploy -- --require-approval never',
        ],
      })
        .allowUnknownOption()
        .argument('[options...]', 'of cdk deploy')
        .action(wrap((options: string[]) => deploy(options, { cdk, file }))),
    args,
    { ...output, stopped: 'Deploying stopped' },
  );
}

async function deploy(options: string[], { cdk, file }: { cdk: Cdk; file: string }): Promise<number> {
  if (existsSync(file) && readStacks(file) === undefined)
    throw new CommandError(
      EXIT.failed,
      `${file} holds something else than outputs of stacks: move it away first.`,
    );
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-deploy-'));
  const fresh = join(directory, 'outputs.json');
  try {
    const code = await cdk(['deploy', '--outputs-file', fresh, ...options]);
    mergeOutputs(readStacks(fresh) ?? {}, file);
    return code === 0 ? EXIT.done : EXIT.failed;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Merges the deployed stacks' outputs into those of other stacks. */
function mergeOutputs(deployed: Record<string, Outputs>, file: string): void {
  if (Object.keys(deployed).length === 0) return;
  const all = { ...readStacks(file), ...deployed };
  writeFileSync(`${file}.new`, `${JSON.stringify(all, undefined, 2)}\n`);
  renameSync(`${file}.new`, file);
}

const installedCdk: Cdk = (args) =>
  new Promise((resolve, reject) => {
    const cdk = join(import.meta.dirname, '../../node_modules/aws-cdk/bin/cdk');
    const child = spawn(process.execPath, [cdk, ...args], { stdio: 'inherit' });
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? EXIT.failed));
  });
