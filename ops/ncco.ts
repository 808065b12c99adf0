import { userInfo } from 'node:os';
import { buffer } from 'node:stream/consumers';
import { TERMINAL } from './command/command.ts';
import { readTextFile, decodeText } from './files/text-file.ts';
import { nccoCommand } from './ncco/command.ts';

/** Nobody, where the machine has no name for its user. */
function user(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}

process.exitCode = await nccoCommand(process.argv.slice(2), {
  ...TERMINAL,
  read: async (file) =>
    file === '-' ? decodeText(await buffer(process.stdin), 'What came in') : readTextFile(file),
  user,
  now: () => Date.now(),
  dynamodbPort: process.env['DYNAMODB_PORT'] ?? '8000',
});
