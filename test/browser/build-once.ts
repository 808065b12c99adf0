import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildConsole } from '../../local/console/build.ts';
import synthesizeOnce from '../desk/synthesize-once.ts';

/** Global setup: builds the stack with the desk, and the console, as `npm start` does. */
export default async function buildOnce(): Promise<void> {
  // The browser unpacks itself when it is first asked for: here, before several workers would do so at once.
  await import('./browser.ts');
  const directory = mkdtempSync(join(tmpdir(), 'frontdesk-console-'));
  await Promise.all([synthesizeOnce(), buildConsole(directory)]);
  process.env['FRONTDESK_CONSOLE'] = directory;
}
