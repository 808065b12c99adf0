import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { text } from 'node:stream/consumers';
import { TERMINAL } from './command/command.ts';
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
  read: (file) => (file === '-' ? text(process.stdin) : readFile(file, 'utf8')),
  user,
  now: () => Date.now(),
  dynamodbPort: process.env['DYNAMODB_PORT'] ?? '8000',
});
