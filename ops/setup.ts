import { TERMINAL } from './command/command.ts';
import { setupCommand } from './setup/command.ts';

process.exitCode = await setupCommand(process.argv.slice(2), { ...TERMINAL, environment: process.env });
