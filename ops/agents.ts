import { randomBytes } from 'node:crypto';
import { agentsCommand } from './agents/command.ts';
import { TERMINAL } from './command/command.ts';

process.exitCode = await agentsCommand(process.argv.slice(2), {
  ...TERMINAL,
  now: Date.now,
  newKey: () => randomBytes(24).toString('base64url'),
  dynamodbPort: process.env['DYNAMODB_PORT'] ?? '8000',
});
