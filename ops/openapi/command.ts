import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { defineCommand, runCommand, type Output } from '../command/command.ts';
import { apiReference, type ReferenceFile } from './reference.ts';

const ROOT = join(import.meta.dirname, '../..');

/** `npm run openapi`: writes the API's document and its reference page. */
export const openApiCommand = (args: string[], output: Output): Promise<number> =>
  runCommand(
    (wrap) =>
      defineCommand({
        usage: 'npm run openapi --',
        about:
          'Writes the HTTP API as an OpenAPI 3.1 document, docs/openapi.json, and the page that shows it, docs/api/. ' +
          'Both follow from contract/. Run it after a change there; a test fails while they differ.',
        examples: ['npm run openapi', 'npm run openapi -- --out /tmp/docs'],
      })
        .option('--out <folder>', 'where to write, instead of docs/', join(ROOT, 'docs'))
        .action(wrap(({ out }: { out: string }) => write(out, output))),
    args,
    { stopped: 'The document was not written', ...output },
  );

async function write(folder: string, { print }: Output): Promise<void> {
  for (const { path, content } of await apiReference()) save(join(folder, path), content);
  print(`Written: ${join(folder, 'openapi.json')} and ${join(folder, 'api/index.html')}.`);
}

function save(path: string, content: ReferenceFile['content']): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
