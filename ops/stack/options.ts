import { Option, type Command } from 'commander';
import { describeStack, NotDeployed, OUTPUTS_FILE, type Choice } from './outputs.ts';
import { deployedTables, localTables, type OwnersTables } from './tables.ts';

/** What a command knows of the desk that it is to work on. */
export interface DeskOptions extends Choice {
  local?: boolean;
}

/** Adds the options that say which deployed stack is meant. */
export function stackOptions(command: Command): Command {
  return command
    .option('--stack <name>', 'which stack, where several are deployed')
    .option('--outputs <file>', `what "npm run deploy" wrote (default: ${OUTPUTS_FILE})`);
}

/** Adds the options that say which desk is meant: a deployed one, or this machine's. */
export function deskOptions(command: Command): Command {
  return stackOptions(
    command.addOption(
      new Option(
        '--local',
        'the desk that "npm start" runs on this machine (its tables on DYNAMODB_PORT, else 8000)',
      ).conflicts(['stack', 'outputs']),
    ),
  );
}

/** The tables of the desk that was chosen. Which one it is, is told before anything is done to it. */
export function chosenTables(
  options: DeskOptions,
  { dynamodbPort, tell }: { dynamodbPort: string; tell: (line: string) => void },
): OwnersTables {
  if (options.local) return localTables(dynamodbPort);
  const desk = deployed(options);
  tell(`Stack: ${describeStack(desk.stack)}`);
  return desk;
}

/** @throws NotDeployed where nothing is deployed from here: most likely the desk on this machine was meant */
function deployed(options: DeskOptions): ReturnType<typeof deployedTables> {
  try {
    return deployedTables(options);
  } catch (error) {
    if (!(error instanceof NotDeployed)) throw error;
    throw new NotDeployed(`${error.message} For the desk that "npm start" runs, add --local.`);
  }
}
