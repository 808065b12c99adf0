import { TERMINAL } from './command/command.ts';
import { openApiCommand } from './openapi/command.ts';

process.exitCode = await openApiCommand(process.argv.slice(2), TERMINAL);
