import { CommandError } from '../../../ops/command/command-error.ts';
import type { NccoContext } from '../../../ops/ncco/context.ts';
import { conflict, RequestError } from './request.ts';

/** `CommandError.code` of a command that lost against a concurrent edit. */
const CONFLICT_CODE = 3;

/**
 * Runs a subcommand of `npm run ncco` for the console's user.
 *
 * @throws RequestError with what the command would print to a terminal
 */
export async function runCommand(
  context: Pick<NccoContext, 'desk' | 'items' | 'now'>,
  command: (context: NccoContext) => Promise<number>,
  input = '',
): Promise<void> {
  const errors: string[] = [];
  try {
    await command({
      ...context,
      by: 'console',
      print: () => undefined,
      printError: (line) => errors.push(line),
      read: () => Promise.resolve(input),
      user: () => 'console',
      dynamodbPort: '',
    });
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    if (error.code === CONFLICT_CODE) throw conflict();
    throw new RequestError(422, [error.message, ...errors].join('\n'));
  }
}
