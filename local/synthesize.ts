import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '..');

const EDGE_LEFT_OUT =
  'Left out: the edge of cdk.json. CloudFront and WAF run at AWS only; here the API answers by itself.';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * Synthesizes the stack into `directory`, as `cdk synth` does: the same app, in a process of its own, without the CLI.
 *
 * @returns what was left out, in sentences: what cdk.json asks for and this machine does not run
 * @throws Error with what the app said, when it fails
 */
export async function synthesize(
  directory: string,
  context: Record<string, unknown> = {},
): Promise<string[]> {
  const { context: standing } = cdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));
  const local = onThisMachine({ ...standing, ...context });
  const app = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/frontdesk.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify(local.context),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  app.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    app.on('error', reject);
    app.on('close', resolve);
  });
  if (code !== 0) throw new Error(`The stack does not synthesize:\n${said}`);
  return local.leftOut;
}

/** The context without what this machine does not run, and what that is, in sentences. */
export function onThisMachine(context: Record<string, unknown>): {
  context: Record<string, unknown>;
  leftOut: string[];
} {
  const { edge, ...rest } = context;
  return { context: rest, leftOut: edge === undefined || edge === '' ? [] : [EDGE_LEFT_OUT] };
}
