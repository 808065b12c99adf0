import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { z } from 'zod';

/** Reads what was kept in a JSON file; undefined when there is no file. */
export async function readKept<T>(file: string | undefined, schema: z.ZodType<T>): Promise<T | undefined> {
  if (file === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if (typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT')
      return undefined;
    throw error;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} is damaged: mend it or move it away.`, { cause });
  }
}

/** Writes for its owner's eyes only, whole or not at all. */
export async function writeKept(file: string | undefined, value: unknown): Promise<void> {
  if (file === undefined) return;
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  await writeFile(`${file}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
