import { createInterface } from 'node:readline/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { TERMINAL } from './command/command.ts';
import { forgetCommand } from './forget/command.ts';

async function ask(question: string): Promise<string> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

process.exitCode = await forgetCommand(process.argv.slice(2), {
  ...TERMINAL,
  ask: process.stdin.isTTY ? ask : undefined,
  pause: (ms) => pause(ms),
  dynamodbPort: process.env['DYNAMODB_PORT'] ?? '8000',
});
