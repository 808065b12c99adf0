import type { Command } from 'commander';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { TERMINAL, defineCommand, runCommand, type WrapAction } from '../../ops/command/command.ts';

/* `npm run test:dynamodb-local`: the contract tests, unchanged, on Amazon's own DynamoDB Local. It is fetched when it is
   first asked for, from the npm package that carries it, and kept beside the other caches; "npm ci" knows nothing of it. */

const ROOT = join(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/dynamodb-local');

/** DynamoDB Local 1.25.1, by Amazon's Amplify. */
const CARRIER = 'amplify-dynamodb-simulator@2.9.30';
const SHA512 = 'xTeeRLvzEfqyd5lh3bH4c0kHvSHHmmhD5ZDsHFKAQ5g2Zl6JqlFdutaQhCLHzxEp6Ry1o7TB6niIoXuQAnSewQ==';

/** A JVM on a busy machine takes its time. */
const STARTS_WITHIN_MS = 60_000;

class Trouble extends Error {}

function build(wrap: WrapAction): Command {
  return defineCommand({
    usage: 'npm run test:dynamodb-local --',
    about:
      "Runs the contract tests, unchanged, on Amazon's own DynamoDB Local, which it fetches by npm at the first time. " +
      'It needs Java 11 or newer.',
    notes: 'Every option of Jest is handed on to it.',
    examples: ['npm run test:dynamodb-local', 'npm run test:dynamodb-local -- -t "a lease"'],
  })
    .allowUnknownOption()
    .argument('[options...]', 'of Jest')
    .action(wrap((options: string[]) => run(options)));
}

async function run(options: string[]): Promise<number> {
  requireJava();
  const home = await fetched();
  const port = await freePort();
  const server = spawn(
    'java',
    [
      '-Djava.library.path=./DynamoDBLocal_lib',
      ...['-jar', 'DynamoDBLocal.jar', '-inMemory', '-disableTelemetry', '-port', String(port)],
    ],
    { cwd: home, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  try {
    const url = `http://127.0.0.1:${port}`;
    await ready(server, url);
    say(`DynamoDB Local answers at ${url}`);
    return await jest(url, options);
  } finally {
    server.kill();
  }
}

function requireJava(): void {
  if (spawnSync('java', ['-version']).status === 0) return;
  throw new Trouble(
    'DynamoDB Local needs Java 11 or newer, and there is no "java" here. ' +
      'Install it, or run "npm test -- --selectProjects contract": the same tests on dynalite.',
  );
}

/** The directory that holds DynamoDBLocal.jar; what is there was verified before it was unpacked. */
async function fetched(): Promise<string> {
  const kept = join(CACHE, CARRIER);
  const home = join(kept, 'package/emulator');
  if (existsSync(join(home, 'DynamoDBLocal.jar'))) return home;
  mkdirSync(CACHE, { recursive: true });
  const fresh = mkdtempSync(join(CACHE, 'fresh-'));
  try {
    say(`Fetching ${CARRIER} (57 MB)`);
    const npm = process.env['npm_execpath'];
    const pack = ['pack', CARRIER, '--silent', '--pack-destination', fresh];
    await spawned(npm ? process.execPath : 'npm', npm ? [npm, ...pack] : pack, fresh);
    const archive = `${CARRIER.replace('@', '-')}.tgz`;
    const found = createHash('sha512')
      .update(readFileSync(join(fresh, archive)))
      .digest('base64');
    if (found !== SHA512) {
      throw new Trouble(`What came as ${CARRIER} is not what it was when this was written: it is not used.`);
    }
    await spawned('tar', ['-xzf', archive], fresh);
    rmSync(join(fresh, archive));
    renameSync(fresh, kept);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return home;
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  let complaint = '';
  let ended = false;
  server.stderr?.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  server.once('close', () => (ended = true));
  const until = Date.now() + STARTS_WITHIN_MS;
  while (!ended && Date.now() < until) {
    const answers = await fetch(url).then(
      () => true,
      () => false,
    );
    if (answers) return;
    await pause(200);
  }
  throw new Trouble(`DynamoDB Local does not start:\n${complaint}`);
}

function jest(url: string, more: string[]): Promise<number> {
  const child = spawn(
    process.execPath,
    [
      ...['--disable-warning=ExperimentalWarning', '--experimental-vm-modules'],
      ...['node_modules/jest/bin/jest.js', '--selectProjects', 'contract', ...more],
    ],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, DYNAMODB_LOCAL_URL: url } },
  );
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}

function spawned(command: string, args: string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve();
      else
        reject(new Trouble(`"${command} ${args[0] ?? ''}" failed, so DynamoDB Local could not be fetched.`));
    });
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Trouble('There is no free port.');
  return address.port;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

process.exitCode = await runCommand(build, process.argv.slice(2), {
  ...TERMINAL,
  stopped: 'The tests did not run',
});
