import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../../..');

/** By the variables that choose them. */
export type Ports = Record<'PORT' | 'SIMULATOR_PORT' | 'DYNAMODB_PORT', number>;

/** `npm start`'s own command, as a process of its own. */
export class DeskProcess {
  readonly ports: Ports;
  readonly child: ChildProcess;
  said = '';
  complained = '';
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
    this.child.stdout?.on('data', (chunk: Buffer) => (this.said += chunk.toString()));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.complained += chunk.toString()));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  get api(): string {
    return `http://127.0.0.1:${this.ports.PORT}`;
  }

  get simulator(): string {
    return `http://127.0.0.1:${this.ports.SIMULATOR_PORT}`;
  }

  /** Resolves when the desk says that it is up. */
  async ready(): Promise<this> {
    await until(() => {
      if (this.child.exitCode !== null) throw new Error(`It ended: ${this.said}${this.complained}`);
      return this.said.includes('Ctrl-C stops it') || this.said.includes('"mobileApiKey"');
    });
    return this;
  }

  /** Ctrl-C; the exit code. */
  stop(signal: 'SIGINT' | 'SIGTERM' = 'SIGINT'): Promise<number | null> {
    this.child.kill(signal);
    return this.ended;
  }

  /** For the end of a test that failed on the way. */
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

/** A port that nobody uses at the moment. */
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

/** Whether a server can listen there. */
export async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const free = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  await new Promise((resolve) => server.close(resolve));
  return free;
}

/** The processes whose command or parent leads to `pid`, as Linux lists them; none where there is no /proc. */
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

/** A directory of its own for one test's data. */
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
