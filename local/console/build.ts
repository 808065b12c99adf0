import { join, resolve } from 'node:path';
import { build } from 'vite';

/**
 * Builds the console's page into `directory`.
 *
 * @throws Error from Vite when the build fails
 */
export async function buildConsole(directory: string): Promise<void> {
  await build({
    root: join(import.meta.dirname, '../../web/console'),
    logLevel: 'error',
    build: { outDir: resolve(directory), emptyOutDir: true },
  });
}
