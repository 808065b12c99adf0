import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '..');

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * Synthesizes the stack into `directory`, as `cdk synth` does: the same app, in a process of its own, without the CLI.
 *
 * @throws Error with what the app said, when it fails
 */
export async function synthesize(directory: string, context: Record<string, unknown> = {}): Promise<void> {
  const { context: standing } = cdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));
  const app = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/frontdesk.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify({ ...standing, ...context }),
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
}
