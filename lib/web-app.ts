import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';

const ROOT = join(import.meta.dirname, '..');

/**
 * Builds the web app in `web/<name>` into `directory`, and beside each file of more than a few bytes its Brotli form,
 * for API Gateway compresses nothing of what a function answers.
 *
 * @param simulator whether the app may talk to a simulated Vonage: never in what is deployed
 * @throws Error with what Vite said
 */
export function buildWebApp(
  name: string,
  directory: string,
  { simulator = false }: { simulator?: boolean } = {},
): void {
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const built = spawnSync(
    process.execPath,
    [vite, 'build', join(ROOT, 'web', name), '--outDir', directory, '--emptyOutDir', '--logLevel', 'error'],
    {
      cwd: ROOT,
      env: { ...process.env, NODE_ENV: 'production', VITE_SIMULATOR: simulator ? 'yes' : '' },
      encoding: 'utf8',
    },
  );
  if (built.status !== 0) throw new Error(`web/${name} does not build:\n${built.stderr}`);
  compress(directory);
}

/** Smaller than this, a file fits into one packet as it is. */
const WORTH_COMPRESSING = 1_024;

function compress(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const content = entry.isFile() ? readFileSync(path) : Buffer.alloc(0);
    if (content.length < WORTH_COMPRESSING) continue;
    // The highest quality costs a second a megabyte, for a few kilobytes.
    writeFileSync(
      `${path}.br`,
      brotliCompressSync(content, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }),
    );
  }
}
