import type { Command } from 'commander';
import { asJson, defineCommand, runCommand, type Output, type WrapAction } from '../command/command.ts';
import { usageError } from '../command/command-error.ts';
import { chosenTables, deskOptions, type DeskOptions } from '../stack/options.ts';
import type { OwnerTables } from '../stack/tables.ts';
import { linkIdentity } from './link-identity.ts';
import { rosterName } from './name.ts';
import { roster, type RosterEntry } from './roster.ts';

/** The process that runs the command. */
export interface Terminal extends Output {
  /** Milliseconds since 1970. */
  now: () => number;
  newKey: () => string;
  dynamodbPort: string;
}

interface Options extends DeskOptions {
  json?: boolean;
}

/** `npm run agents`: its exit code. */
export function agentsCommand(args: string[], terminal: Terminal): Promise<number> {
  return runCommand((wrap) => build(wrap, terminal), args, { ...terminal, stopped: 'Nothing was changed' });
}

function build(wrap: WrapAction, terminal: Terminal): Command {
  const command = defineCommand({
    usage: 'npm run agents --',
    about: 'The roster: who may sign in at POST /api/jwt, take calls, and answer customers.',
    notes:
      "A name is the user's name at Vonage, upper and lower case as written. Only a hash of a key is kept: who loses it\n" +
      'needs another. Environment: your AWS credentials as for cdk deploy; they need to scan and update the roster.',
    examples: [
      'npm run agents -- add Jane',
      'npm run agents -- new-key "Mary Ann" --local',
      'npm run agents -- link Jane "auth0|5f7c8ec7c33c6c004bbafe82"',
    ],
  });
  deskOptions(command).option('--json', 'what is printed, as JSON');
  const options = (): Options => command.opts<Options>();
  const subcommand = (
    name: string,
    about: string,
    run: (name: string, context: CommandContext) => Promise<void>,
  ): void => {
    command
      .command(name)
      .description(about)
      .argument('<name>', 'one agent; a name with blanks in quotes')
      .action(wrap((written: string) => run(parseName(written), openRoster(options(), terminal))));
  };
  subcommand(
    'add',
    "puts an agent on the roster and shows the agent's own key, this once; also one who was removed. Calls ring the agent from now on",
    add,
  );
  subcommand(
    'remove',
    'takes an agent off: nobody rings the agent, and within 10 seconds neither the key nor a JWT opens anything here, also when the name is added again',
    remove,
  );
  subcommand(
    'new-key',
    'another key instead of the one before, which opens nothing any more within 10 seconds, nor does a JWT that was got before. At Vonage, JWTs live until they end (jwtMinutes)',
    newKey,
  );
  command
    .command('link')
    .description(
      'lets whom your identity provider calls so (the value of oidcClaim, such as its sub) sign in as this agent, and nobody else; "add" and "remove" end it',
    )
    .argument('<name>', 'one agent; a name with blanks in quotes')
    .argument('<identity>', 'exactly as it stands in the token')
    .action(
      wrap((written: string, identity: string) =>
        link(parseName(written), identity, openRoster(options(), terminal)),
      ),
    );
  command
    .command('list')
    .description('who is on the roster, since when, whether with a key, whether available, and who is linked')
    .action(wrap(() => list(openRoster(options(), terminal))));
  return command;
}

/** What each subcommand gets. */
interface CommandContext extends Terminal {
  desk: OwnerTables;
  agents: ReturnType<typeof roster>;
  json: boolean;
}

function openRoster(options: Options, terminal: Terminal): CommandContext {
  const { print, printError, dynamodbPort } = terminal;
  const json = options.json === true;
  const desk = chosenTables(options, { dynamodbPort, print: json ? printError : print });
  return { ...terminal, desk, agents: roster(desk), json };
}

async function list({ agents, print, json }: CommandContext): Promise<void> {
  const entries = await agents.list();
  if (json) print(asJson(entries));
  else for (const line of formatRoster(entries)) print(line);
}

async function remove(name: string, { agents, now, print, json }: CommandContext): Promise<void> {
  if (!(await agents.remove(name, now()))) throw new Error(notOnRoster(name));
  print(
    json
      ? asJson({ removed: name })
      : `${name} is off the roster: within 10 seconds neither key nor JWT opens anything.`,
  );
}

async function add(name: string, context: CommandContext): Promise<void> {
  const key = context.newKey();
  if (!(await context.agents.add(name, key, context.now()))) {
    throw new Error(`${name} is on the roster already; "new-key" makes another key.`);
  }
  printKey(context, { name, key, before: `${name} is on the roster. The key, shown only now:` });
}

async function link(name: string, identity: string, { desk, print, json }: CommandContext): Promise<void> {
  if (identity.trim() === '' || identity.length > MAX_IDENTITY_LENGTH)
    throw usageError(
      `An identity has 1 to ${MAX_IDENTITY_LENGTH} characters, exactly as it stands in the token.`,
    );
  const linked = await linkIdentity(name, identity, desk);
  if (linked === false) throw new Error(notOnRoster(name));
  if (linked !== true)
    throw new Error(
      `this identity is linked to ${linked.linkedTo}: remove that agent, or link another to it.`,
    );
  print(
    json
      ? asJson({ linked: name })
      : `Whom your identity provider calls so signs in as ${name}, within 10 seconds; nobody else does.`,
  );
}

async function newKey(name: string, context: CommandContext): Promise<void> {
  const key = context.newKey();
  if (!(await context.agents.replaceKey(name, key))) throw new Error(notOnRoster(name));
  const before = `The key before and its JWTs open nothing any more within 10 seconds. The new one for ${name}, shown only now:`;
  printKey(context, { name, key, before });
}

function printKey(
  { print, json }: CommandContext,
  { name, key, before }: { name: string; key: string; before: string },
): void {
  if (json) {
    print(asJson({ name, key }));
    return;
  }
  print(before);
  print(`\n  ${key}\n`);
  print(`The app sends it to POST /api/jwt: {"mobile_api_key": "…", "user_name": ${JSON.stringify(name)}}`);
}

/** OpenID Connect's limit of `sub`, characters. */
const MAX_IDENTITY_LENGTH = 255;

function parseName(written: string): string {
  const name = rosterName(written);
  if (name === undefined) {
    throw usageError(
      "A name has 1 to 100 letters, digits, inner blanks or . _ ' @ + - and starts with a letter or digit, such as Jane.",
    );
  }
  return name;
}

const notOnRoster = (name: string): string =>
  `there is no ${name} on the roster; "list" shows who is. Upper and lower case count.`;

function formatRoster(entries: RosterEntry[]): string[] {
  if (entries.length === 0) return ['Nobody is on the roster: "add" puts somebody on it.'];
  const width = Math.max(...entries.map(({ name }) => name.length));
  return entries.map(({ name, since, hasKey, availability, vouchedAs }) =>
    [
      name.padEnd(width),
      since === undefined ? 'since the start' : `since ${new Date(since).toISOString().slice(0, 10)}`,
      hasKey ? 'key' : 'no key',
      availability ?? '',
      vouchedAs === undefined ? '' : 'linked',
    ]
      .filter((part, index) => index < 3 || part !== '')
      .join('   ')
      .trimEnd(),
  );
}
