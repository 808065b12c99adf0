import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '..');

const EDGE_OMITTED =
  'Left out: the edge of cdk.json. CloudFront and WAF run at AWS only; here the API answers by itself.';

const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });

/**
 * Synthesizes the stack into `directory`, as `cdk synth` does: runs the same app in a child process, without the CLI.
 *
 * @param options.sourceMaps whether a debugger shows the functions' sources instead of minified bundles
 * @returns sentences about parts of cdk.json that this machine does not run
 * @throws Error with the app's stderr when it fails
 */
export async function synthesize(
  directory: string,
  context: Record<string, unknown> = {},
  { sourceMaps = false }: { sourceMaps?: boolean } = {},
): Promise<string[]> {
  const { context: configured } = cdkJson.parse(JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')));
  const local = onThisMachine({ ...configured, ...context });
  const app = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'bin/frontdesk.ts'], {
    cwd: ROOT,
    env: {
      ...process.env,
      CDK_OUTDIR: directory,
      CDK_CONTEXT_JSON: JSON.stringify(local.context),
      ...(sourceMaps && { FRONTDESK_SOURCE_MAPS: 'inline' }),
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  app.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    app.on('error', reject);
    app.on('close', resolve);
  });
  if (code !== 0) throw new Error(`The stack does not synthesize:\n${stderr}`);
  return local.leftOut;
}

/** The context without the parts that this machine does not run, and a sentence about each of these. */
export function onThisMachine(context: Record<string, unknown>): {
  context: Record<string, unknown>;
  leftOut: string[];
} {
  const { edge, ...rest } = context;
  return { context: rest, leftOut: edge === undefined || edge === '' ? [] : [EDGE_OMITTED] };
}
