import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import type { FunctionSpec } from './resources/functions.ts';

/** The functions' code, unpacked as on Lambda: no package.json above it sets the module type. */
export interface UnpackedCode {
  taskRoot(spec: FunctionSpec): string;
  /** The bootstrap as plain JavaScript: stripping its types in each environment would double a cold start. */
  bootstrap: string;
  /** The directory of the environments' V8 compile cache. */
  compileCache: string;
  remove(): Promise<void>;
}

/**
 * Copies the assets out of the assembly. There, the app's own package.json ("type": "module") would set the bundles'
 * module type, and a new synth would change the code of running environments.
 */
export async function unpackCode(specs: readonly FunctionSpec[]): Promise<UnpackedCode> {
  const root = await mkdtemp(join(tmpdir(), 'cloud-code-'));
  await writeFile(join(root, 'package.json'), '{}');
  const bootstrap = join(root, 'bootstrap.mjs');
  const source = await readFile(new URL('bootstrap.ts', import.meta.url), 'utf8');
  await writeFile(bootstrap, transformSync(source, { loader: 'ts', target: 'es2024' }).code);
  const taskRoot = ({ logicalId }: FunctionSpec): string => join(root, logicalId);
  await Promise.all(
    specs.map((spec) =>
      'directory' in spec.code
        ? cp(spec.code.directory, taskRoot(spec), { recursive: true })
        : writeInline(taskRoot(spec), spec.code.inline),
    ),
  );
  const compileCache = join(root, 'compiled');
  return { taskRoot, bootstrap, compileCache, remove: () => rm(root, { recursive: true, force: true }) };
}

async function writeInline(directory: string, source: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'index.js'), source);
}
