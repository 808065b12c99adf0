import { parseArgs } from 'node:util';
import { NUMBER_SENTENCES, readMsisdn, toMsisdn } from '../../desk/msisdn.ts';
import { OUTPUTS_FILE } from '../stack/outputs.ts';
import { sentenceFor } from '../stack/problems.ts';
import { deployedTables, localTables } from '../stack/tables.ts';
import { forget } from './forget.ts';

const HELP = `npm run forget -- <number> [options]

Removes everything that the desk holds of a customer: texts, tickets, deliveries and calls. Only an opt-out is kept
(that, when and by which text), so that nobody texts that number again. There is no way back.

  <number>           with its country code, such as "+44 7700 900001"
  --local            the desk that "npm start" runs on this machine (its tables on DYNAMODB_PORT, else 8000)
  --outputs <file>   what "npm run deploy" wrote                       (default: ${OUTPUTS_FILE})
  --yes              do not ask
  --help

Environment: your AWS credentials and region as for cdk deploy; they need to read the tables, scan them, and put and
delete items. It may run while texts come in: what a customer sends after it began opens a new ticket.

Example: npm run forget -- "+44 7700 900001"`;

/** Where the command is typed. */
export interface Terminal {
  say: (line: string) => void;
  complain: (line: string) => void;
  /** Absent where nobody can be asked. */
  ask?: ((question: string) => Promise<string>) | undefined;
  pause: (ms: number) => Promise<void>;
  dynamodbPort: string;
}

/** `npm run forget`: its exit code. */
export async function forgetCommand(args: string[], terminal: Terminal): Promise<number> {
  try {
    return await run(args, terminal);
  } catch (error) {
    terminal.complain(`Forgetting stopped: ${sentenceFor(error)}`);
    return 1;
  }
}

async function run(args: string[], { say, complain, ask, pause, dynamodbPort }: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      local: { type: 'boolean', default: false },
      outputs: { type: 'string', default: OUTPUTS_FILE },
      yes: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [written] = positionals;
  if (values.help || written === undefined) {
    say(HELP);
    return values.help ? 0 : 1;
  }
  // A number as people write it, in quotes or not.
  const read = readMsisdn(positionals.join(' '));
  if (!read.ok) throw new Error(NUMBER_SENTENCES[read.problem]);
  const { msisdn } = read;
  const desk = values.local ? localTables(dynamodbPort) : deployedTables(values.outputs);
  if (!values.yes && !(await isConfirmed(msisdn, ask))) {
    complain('Nothing was forgotten: what was typed is another number.');
    return 1;
  }
  const { tickets, messages, deliveries, calls, keptOptOut } = await forget(msisdn, {
    ...desk,
    say: (step) => say(`… ${step}`),
    pause,
  });
  const optOut = keptOptOut ? 'The opt-out is kept.' : 'There is no opt-out to keep.';
  say(
    tickets + messages + deliveries + calls === 0
      ? `The desk holds nothing of ${msisdn}. ${optOut}`
      : `Forgotten: ${messages} texts, ${deliveries} deliveries, ${calls} items of calls, ${tickets} of tickets and counts. ${optOut}`,
  );
  return 0;
}

async function isConfirmed(msisdn: string, ask: Terminal['ask']): Promise<boolean> {
  if (!ask) throw new Error('nobody can be asked here; say --yes if you are sure.');
  return toMsisdn(await ask(`Everything of ${msisdn} will be gone for good. Type the number: `)) === msisdn;
}
