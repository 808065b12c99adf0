import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../../..');

/** Ports by their environment variables. */
export type Ports = Record<'PORT' | 'SIMULATOR_PORT' | 'DYNAMODB_PORT', number>;

/** The command of `npm start` in a child process. */
export class DeskProcess {
  readonly ports: Ports;
  readonly child: ChildProcess;
  stdout = '';
  stderr = '';
  readonly ended: Promise<number | null>;

  constructor(ports: Ports, { dataDir, args = [] }: { dataDir: string; args?: string[] }) {
    this.ports = ports;
    const { FRONTDESK_ASSEMBLY: _tests, ...env } = process.env;
    this.child = spawn(process.execPath, ['local/start.ts', ...args], {
      cwd: ROOT,
      env: {
        ...env,
        ...Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, String(port)])),
        DATA_DIR: dataDir,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  get api(): string {
    return `http://127.0.0.1:${this.ports.PORT}`;
  }

  get simulator(): string {
    return `http://127.0.0.1:${this.ports.SIMULATOR_PORT}`;
  }

  /** Resolves when the process prints that the desk is up. */
  async ready(): Promise<this> {
    await until(() => {
      if (this.child.exitCode !== null) throw new Error(`It ended: ${this.stdout}${this.stderr}`);
      return this.stdout.includes('Ctrl-C stops it') || this.stdout.includes('"mobileApiKey"');
    });
    return this;
  }

  /** Sends the signal (by default Ctrl-C) and resolves with the exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  /** Kills the process if it still runs, such as after a failed test. */
  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async ask<T = unknown>(
    url: string,
    {
      method = 'GET',
      headers = {},
      body,
    }: { method?: string; headers?: Record<string, string>; body?: object } = {},
  ): Promise<{ status: number; body: T }> {
    const answer = await fetch(url, {
      method,
      headers: { ...headers, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: (text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text) as T,
    };
  }
}

/** A port that is free at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

export async function freePorts(): Promise<Ports> {
  const [PORT, SIMULATOR_PORT, DYNAMODB_PORT] = [await freePort(), await freePort(), await freePort()];
  return { PORT, SIMULATOR_PORT, DYNAMODB_PORT };
}

/** Whether a server can listen on the port. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** The ids of the processes below `pid` according to Linux's /proc; none where there is no /proc. */
export function descendants(pid: number): number[] {
  let all: [number, number][];
  try {
    all = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .flatMap((name): [number, number][] => {
        try {
          const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
          return [[Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])]];
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
  const below = (parent: number): number[] =>
    all.flatMap(([child, of]) => (of === parent ? [child, ...below(child)] : []));
  return below(pid);
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A new directory for one test's data. */
export function temporaryDirectory(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'frontdesk-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let round = 0; round < 1_100; round += 1) {
    if (await holds()) return;
    await pause(100);
  }
  throw new Error('This never came true.');
}
