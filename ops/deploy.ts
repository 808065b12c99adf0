import { TERMINAL } from './command/command.ts';
import { deployCommand } from './deploy/command.ts';

process.exitCode = await deployCommand(process.argv.slice(2), TERMINAL);
