import { parseArgs } from 'node:util';
import { OUTPUTS_FILE } from '../stack/outputs.ts';
import { sentenceFor } from '../stack/problems.ts';
import { deployedTables, localTables } from '../stack/tables.ts';
import { agentName, roster, type Listed } from './roster.ts';

const HELP = `npm run agents -- add <name> | remove <name> | new-key <name> | list [options]

The roster: who may sign in at POST /api/jwt, take calls, and answer customers.

  add <name>         puts an agent on the roster and shows the agent's own key, this once; also one who was removed.
                     Calls ring the agent from now on
  remove <name>      takes an agent off: nobody rings the agent, and within 10 seconds neither the key nor a JWT opens
                     anything here, also when the name is added again
  new-key <name>     another key instead of the one before, which opens nothing any more within 10 seconds, nor does a
                     JWT that was got before. At Vonage, JWTs live until they end (jwtMinutes)
  list               who is on the roster, since when, whether with a key, and whether available
  --local            the desk that "npm start" runs on this machine (its tables on DYNAMODB_PORT, else 8000)
  --outputs <file>   what "npm run deploy" wrote                       (default: ${OUTPUTS_FILE})
  --help

A name is the user's name at Vonage, upper and lower case as written. Only a hash of a key is kept: who loses it needs
another. Environment: your AWS credentials and region as for cdk deploy; they need to scan and update the roster.

Examples: npm run agents -- add Jane
          npm run agents -- new-key "Mary Ann" --local`;

/** Where the command is typed. */
export interface Terminal {
  say: (line: string) => void;
  complain: (line: string) => void;
  /** Milliseconds since 1970. */
  now: () => number;
  newKey: () => string;
  dynamodbPort: string;
}

/** `npm run agents`: its exit code. */
export async function agentsCommand(args: string[], terminal: Terminal): Promise<number> {
  try {
    return await run(args, terminal);
  } catch (error) {
    terminal.complain(`Nothing was changed: ${sentenceFor(error)}`);
    return 1;
  }
}

async function run(args: string[], { say, now, newKey, dynamodbPort }: Terminal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      local: { type: 'boolean', default: false },
      outputs: { type: 'string', default: OUTPUTS_FILE },
      help: { type: 'boolean', default: false },
    },
  });
  const [verb, written, ...more] = positionals;
  if (values.help || verb === undefined) {
    say(HELP);
    return values.help ? 0 : 1;
  }
  if (!['add', 'remove', 'new-key', 'list'].includes(verb)) {
    throw new Error(`"${verb}" is none of add, remove, new-key and list; --help shows examples.`);
  }
  const name = verb === 'list' ? '' : nameFrom(verb, written, more);
  const agents = roster(values.local ? localTables(dynamodbPort) : deployedTables(values.outputs));

  if (verb === 'list') {
    for (const line of linesOf(await agents.list())) say(line);
    return 0;
  }
  if (verb === 'remove') {
    if (!(await agents.remove(name, now()))) throw new Error(notOnRoster(name));
    say(`${name} is off the roster: within 10 seconds neither key nor JWT opens anything.`);
    return 0;
  }
  const key = newKey();
  if (verb === 'add') {
    if (!(await agents.add(name, key, now()))) {
      throw new Error(`${name} is on the roster already; "new-key" makes another key.`);
    }
    say(`${name} is on the roster. The key, shown only now:`);
  } else {
    if (!(await agents.replaceKey(name, key))) throw new Error(notOnRoster(name));
    say(
      `The key before and its JWTs open nothing any more within 10 seconds. The new one for ${name}, shown only now:`,
    );
  }
  say(`\n  ${key}\n`);
  say(`The app sends it to POST /api/jwt: {"mobile_api_key": "…", "user_name": ${JSON.stringify(name)}}`);
  return 0;
}

function nameFrom(verb: string, written: string | undefined, more: string[]): string {
  if (written === undefined) throw new Error(`whom? Write: npm run agents -- ${verb} <name>`);
  if (more.length > 0) throw new Error('one agent at a time; put a name with blanks in quotes.');
  const name = agentName(written);
  if (name === undefined) {
    throw new Error(
      "a name has 1 to 100 letters, digits, inner blanks or . _ ' @ + - and starts with a letter or digit, such as Jane.",
    );
  }
  return name;
}

const notOnRoster = (name: string): string =>
  `there is no ${name} on the roster; "list" shows who is. Upper and lower case count.`;

function linesOf(listed: Listed[]): string[] {
  if (listed.length === 0) return ['Nobody is on the roster: "add" puts somebody on it.'];
  const widest = Math.max(...listed.map(({ name }) => name.length));
  return listed.map(({ name, since, hasKey, availability }) =>
    [
      name.padEnd(widest),
      since === undefined ? 'since the start' : `since ${new Date(since).toISOString().slice(0, 10)}`,
      hasKey ? 'key' : 'no key',
      availability ?? '',
    ]
      .join('   ')
      .trimEnd(),
  );
}
