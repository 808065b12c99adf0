import type { Command } from 'commander';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TERMINAL, asJson, defineCommand, runCommand, type WrapAction } from '../ops/command/command.ts';
import { EXIT } from '../ops/command/command-error.ts';
import { buildConsole } from './console/build.ts';
import { startFrontdesk, NUMBERS, type Frontdesk } from './frontdesk.ts';
import { synthesize } from './synthesize.ts';

function build(wrap: WrapAction): Command {
  return defineCommand({
    usage: 'npm start --',
    about:
      'Runs the whole desk on this machine: the deployed functions in a local cloud, a simulated Vonage with phones, ' +
      'and a console in the browser that shows both. Nothing leaves the machine; no account is needed. Ctrl-C stops ' +
      'it; the data stays in .local/.',
    notes: `Environment:
  PORT             the desk's API                          (3000)
  SIMULATOR_PORT   the console, and the simulated Vonage   (3001)
  DYNAMODB_PORT    the tables, for the AWS CLI and editors (8000)
  DATA_DIR         where the data is kept; :memory: for none (.local)
  INSPECT          a function, such as inbound-sms, to run with Node's inspector and without time limits`,
    examples: ['npm start', 'PORT=4000 SIMULATOR_PORT=4001 DATA_DIR=:memory: npm start'],
  })
    .option('--json', 'where everything is, as JSON, as soon as it is up')
    .action(wrap((options: { json?: boolean }) => run(options)));
}

async function run({ json = false }: { json?: boolean }): Promise<void> {
  const progress = json ? TERMINAL.printError : TERMINAL.print;
  const began = performance.now();
  const ports = {
    api: port('PORT', 3000),
    simulator: port('SIMULATOR_PORT', 3001),
    dynamodb: port('DYNAMODB_PORT', 8000),
  };
  await requireFree(ports);
  const directory = process.env['DATA_DIR'] ?? '.local';
  const dataDir = directory === ':memory:' ? undefined : directory;
  const onStep = (step: string): void => progress(`  … ${step}`);

  progress('frontdesk is starting');
  onStep('Bundling the functions, synthesizing the stack, building the console');
  const built = dataDir ?? mkdtempSync(join(tmpdir(), 'frontdesk-'));
  const assembly = join(built, 'cdk.out');
  const pageDir = join(built, 'console');
  rmSync(assembly, { recursive: true, force: true });
  const consoleOrigins = [`http://127.0.0.1:${ports.simulator}`, `http://localhost:${ports.simulator}`];
  const [leftOut] = await Promise.all([
    synthesize(
      assembly,
      { allowedOrigins: consoleOrigins, simulator: ports.simulator === 0 || consoleOrigins },
      { sourceMaps: Boolean(process.env['INSPECT']) },
    ),
    buildConsole(pageDir),
  ]);
  for (const sentence of leftOut) onStep(sentence);
  const desk = await startFrontdesk({
    assembly,
    ports,
    dataDir,
    pageDir,
    inspect: process.env['INSPECT'],
    onStep,
    onError: (error) => console.error(`  ! ${error instanceof Error ? error.message : 'unknown error'}`),
  });

  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    progress('\nStopping …');
    desk.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);

  const seconds = (performance.now() - began) / 1000;
  TERMINAL.print(json ? asJson(placesOf(desk)) : welcome(desk, seconds));
}

const placesOf = ({ apiUrl, simulatorUrl, dynamodbUrl, account }: Frontdesk) => ({
  apiUrl,
  consoleUrl: `${simulatorUrl}/`,
  simulatorUrl,
  dynamodbUrl,
  numbers: NUMBERS,
  notifyKey: account.notifyKey,
  mobileApiKey: account.mobileApiKey,
});

const welcome = (desk: Frontdesk, seconds: number): string => `
frontdesk is up (${seconds.toFixed(1)} s)

  Console           ${desk.simulatorUrl}/

  Agents' desk      ${desk.apiUrl}/desk          Jane or Joe, key: ${desk.account.mobileApiKey ?? 'see npm run agents'}
  Support page      ${desk.apiUrl}/
  Notify page       ${desk.apiUrl}/notify        key: ${desk.account.notifyKey}
  Simulated Vonage  ${desk.simulatorUrl}/simulator/account
  DynamoDB          ${desk.dynamodbUrl}          any access key
  Numbers           support and voice ${NUMBERS.support}, delivery ${NUMBERS.delivery}

Open the console and play a tutorial. Or from here: text the support number from a simulated phone, then look at that phone

  curl -s ${desk.simulatorUrl}/simulator/messages -H 'content-type: application/json' \\
    -d '{"from":"447700900001","to":"${NUMBERS.support}","text":"My order is late"}'
  curl -s '${desk.simulatorUrl}/simulator/messages?number=447700900001'

Ctrl-C stops it. README tells what else to try.`;

function port(variable: string, standard: number): number {
  const given = process.env[variable];
  if (given === undefined || given === '') return standard;
  const number = Number(given);
  if (!Number.isInteger(number) || number < 0 || number > 65_535) {
    throw new Error(`${variable} must be a port number, such as ${standard}.`);
  }
  return number;
}

/**
 * Checks all ports before anything starts.
 *
 * @throws Error that names the port to change
 */
async function requireFree(ports: Record<string, number>): Promise<void> {
  const variables: Record<string, string> = {
    api: 'PORT',
    simulator: 'SIMULATOR_PORT',
    dynamodb: 'DYNAMODB_PORT',
  };
  const taken = new Map<number, string>();
  for (const [name, number] of Object.entries(ports)) {
    const other = taken.get(number);
    if (other !== undefined && number !== 0)
      throw new Error(`${other} and ${variables[name]} are both ${number}: choose another for one of them.`);
    taken.set(number, variables[name] ?? name);
    await new Promise<void>((resolve, reject) => {
      const probe = createServer();
      probe.once('error', () => {
        reject(
          new Error(
            `Port ${number} is taken: stop what runs there, or choose another with ${variables[name]}=… npm start.`,
          ),
        );
      });
      probe.listen(number, '127.0.0.1', () => probe.close(() => resolve()));
    });
  }
}

const code = await runCommand(build, process.argv.slice(2), { ...TERMINAL, stopped: 'npm start stopped' });
// Resources of a failed start must not keep the process alive.
if (code !== EXIT.done) process.exit(code);
