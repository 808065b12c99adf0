import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FunctionSpec } from './resources/functions.ts';

/** The functions' code, unpacked as on Lambda: nothing above it tells Node how to read it. */
export interface UnpackedCode {
  taskRoot(spec: FunctionSpec): string;
  remove(): Promise<void>;
}

/**
 * Copies the assets out of the assembly. There, the app's own package.json ("type": "module") would decide how a
 * bundle is read; and a new synth would change the code under running environments.
 */
export async function unpackCode(specs: readonly FunctionSpec[]): Promise<UnpackedCode> {
  const root = await mkdtemp(join(tmpdir(), 'cloud-code-'));
  await writeFile(join(root, 'package.json'), '{}');
  const taskRoot = ({ logicalId }: FunctionSpec): string => join(root, logicalId);
  await Promise.all(
    specs.map((spec) =>
      'directory' in spec.code
        ? cp(spec.code.directory, taskRoot(spec), { recursive: true })
        : writeInline(taskRoot(spec), spec.code.inline),
    ),
  );
  return { taskRoot, remove: () => rm(root, { recursive: true, force: true }) };
}

async function writeInline(directory: string, source: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'index.js'), source);
}
