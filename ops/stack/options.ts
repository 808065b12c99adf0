import { Option, type Command } from 'commander';
import { describeStack, NotDeployedError, OUTPUTS_FILE, type StackChoice } from './outputs.ts';
import { deployedTables, localTables, type OwnerTables } from './tables.ts';

/** Which desk a command works on. */
export interface DeskOptions extends StackChoice {
  local?: boolean;
}

/** Adds the options that choose a deployed stack. */
export function stackOptions(command: Command): Command {
  return command
    .option('--stack <name>', 'which stack, where several are deployed')
    .option('--outputs <file>', `what "npm run deploy" wrote (default: ${OUTPUTS_FILE})`);
}

/** Adds the options that choose a desk: a deployed one, or this machine's. */
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

/** The tables of the chosen desk. A deployed stack's name is printed before anything is done to it. */
export function chosenTables(
  options: DeskOptions,
  { dynamodbPort, print }: { dynamodbPort: string; print: (line: string) => void },
): OwnerTables {
  if (options.local) return localTables(dynamodbPort);
  const desk = deployedOrHint(options);
  print(`Stack: ${describeStack(desk.stack)}`);
  return desk;
}

/** @throws NotDeployedError with a hint to `--local`, which was most likely meant */
function deployedOrHint(options: DeskOptions): ReturnType<typeof deployedTables> {
  try {
    return deployedTables(options);
  } catch (error) {
    if (!(error instanceof NotDeployedError)) throw error;
    throw new NotDeployedError(`${error.message} For the desk that "npm start" runs, add --local.`);
  }
}
