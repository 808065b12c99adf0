import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../local/synthesize.ts';

/** Synthesizes the stack once, as it would be deployed, for all test files of the run. */
export default async function synthesizeOnce(): Promise<void> {
  if (process.env['FRONTDESK_ASSEMBLY']) return;
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-assembly-'));
  await synthesize(directory, { allowedOrigins: ['http://127.0.0.1:3001'], simulator: true });
  process.env['FRONTDESK_ASSEMBLY'] = directory;
}
