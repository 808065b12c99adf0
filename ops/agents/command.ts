import type { Command } from 'commander';
import { asJson, ownersCommand, runCommand, type Output, type Wrap } from '../command/command.ts';
import { mistyped } from '../command/stop.ts';
import { chosenTables, deskOptions, type DeskOptions } from '../stack/options.ts';
import { agentName, roster, type Listed } from './roster.ts';

/** Where the command is typed. */
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

function build(wrap: Wrap, terminal: Terminal): Command {
  const command = ownersCommand({
    typed: 'npm run agents --',
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
  deskOptions(command).option('--json', 'what is told, as JSON');
  const options = (): Options => command.opts<Options>();
  const verb = (name: string, about: string, work: (name: string, desk: Desk) => Promise<void>): void => {
    command
      .command(name)
      .description(about)
      .argument('<name>', 'one agent; a name with blanks in quotes')
      .action(wrap((written: string) => work(nameFrom(written), open(options(), terminal))));
  };
  verb(
    'add',
    "puts an agent on the roster and shows the agent's own key, this once; also one who was removed. Calls ring the agent from now on",
    add,
  );
  verb(
    'remove',
    'takes an agent off: nobody rings the agent, and within 10 seconds neither the key nor a JWT opens anything here, also when the name is added again',
    remove,
  );
  verb(
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
        link(nameFrom(written), identity, open(options(), terminal)),
      ),
    );
  command
    .command('list')
    .description('who is on the roster, since when, whether with a key, whether available, and who is linked')
    .action(wrap(() => list(open(options(), terminal))));
  return command;
}

/** What each verb works with. */
interface Desk extends Terminal {
  agents: ReturnType<typeof roster>;
  json: boolean;
}

function open(options: Options, terminal: Terminal): Desk {
  const { say, complain, dynamodbPort } = terminal;
  const json = options.json === true;
  const agents = roster(chosenTables(options, { dynamodbPort, tell: json ? complain : say }));
  return { ...terminal, agents, json };
}

async function list({ agents, say, json }: Desk): Promise<void> {
  const listed = await agents.list();
  if (json) say(asJson(listed));
  else for (const line of linesOf(listed)) say(line);
}

async function remove(name: string, { agents, now, say, json }: Desk): Promise<void> {
  if (!(await agents.remove(name, now()))) throw new Error(notOnRoster(name));
  say(
    json
      ? asJson({ removed: name })
      : `${name} is off the roster: within 10 seconds neither key nor JWT opens anything.`,
  );
}

async function add(name: string, desk: Desk): Promise<void> {
  const key = desk.newKey();
  if (!(await desk.agents.add(name, key, desk.now()))) {
    throw new Error(`${name} is on the roster already; "new-key" makes another key.`);
  }
  tellKey(desk, { name, key, before: `${name} is on the roster. The key, shown only now:` });
}

async function link(name: string, identity: string, { agents, say, json }: Desk): Promise<void> {
  if (identity.trim() === '' || identity.length > LONGEST_IDENTITY)
    throw mistyped(`An identity has 1 to ${LONGEST_IDENTITY} characters, exactly as it stands in the token.`);
  const linked = await agents.link(name, identity);
  if (linked === false) throw new Error(notOnRoster(name));
  if (linked !== true)
    throw new Error(
      `this identity is linked to ${linked.linkedTo}: remove that agent, or link another to it.`,
    );
  say(
    json
      ? asJson({ linked: name })
      : `Whom your identity provider calls so signs in as ${name}, within 10 seconds; nobody else does.`,
  );
}

async function newKey(name: string, desk: Desk): Promise<void> {
  const key = desk.newKey();
  if (!(await desk.agents.replaceKey(name, key))) throw new Error(notOnRoster(name));
  const before = `The key before and its JWTs open nothing any more within 10 seconds. The new one for ${name}, shown only now:`;
  tellKey(desk, { name, key, before });
}

function tellKey(
  { say, json }: Desk,
  { name, key, before }: { name: string; key: string; before: string },
): void {
  if (json) {
    say(asJson({ name, key }));
    return;
  }
  say(before);
  say(`\n  ${key}\n`);
  say(`The app sends it to POST /api/jwt: {"mobile_api_key": "…", "user_name": ${JSON.stringify(name)}}`);
}

/** OpenID Connect lets `sub` have so many characters. */
const LONGEST_IDENTITY = 255;

function nameFrom(written: string): string {
  const name = agentName(written);
  if (name === undefined) {
    throw mistyped(
      "A name has 1 to 100 letters, digits, inner blanks or . _ ' @ + - and starts with a letter or digit, such as Jane.",
    );
  }
  return name;
}

const notOnRoster = (name: string): string =>
  `there is no ${name} on the roster; "list" shows who is. Upper and lower case count.`;

function linesOf(listed: Listed[]): string[] {
  if (listed.length === 0) return ['Nobody is on the roster: "add" puts somebody on it.'];
  const widest = Math.max(...listed.map(({ name }) => name.length));
  return listed.map(({ name, since, hasKey, availability, vouchedAs }) =>
    [
      name.padEnd(widest),
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
