import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { request } from 'node:http';
import { connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import {
  descendants,
  DeskProcess,
  freePorts,
  isAlive,
  isFree,
  temporaryDirectory,
  until,
  type Ports,
} from './desk-process.ts';

const SLOW = 120_000;
const data = temporaryDirectory();
const started: DeskProcess[] = [];
afterAll(async () => {
  await Promise.all(started.map((desk) => desk.end()));
  data.remove();
}, SLOW);

function start(ports: Ports, args: string[] = []): DeskProcess {
  const desk = new DeskProcess(ports, { dataDir: data.path, args });
  started.push(desk);
  return desk;
}

interface Text {
  direction: string;
  text: string;
}

const CUSTOMER = '447700900501';

const texts = async (desk: DeskProcess, customer = CUSTOMER): Promise<string[]> =>
  (await desk.ask<Text[]>(`${desk.simulator}/simulator/messages?number=${customer}`)).body.map(
    ({ text }) => text,
  );

async function text(desk: DeskProcess, words: string, customer = CUSTOMER): Promise<void> {
  const answer = await desk.ask<{ webhooks: { status: number }[] }>(`${desk.simulator}/simulator/messages`, {
    method: 'POST',
    body: { from: customer, to: '447700900000', text: words },
  });
  expect(answer.body.webhooks).toEqual([expect.objectContaining({ status: 200 })]);
}

const account = async (desk: DeskProcess): Promise<{ mobileApiKey: string; applicationId: string }> =>
  (await desk.ask<{ mobileApiKey: string; applicationId: string }>(`${desk.simulator}/simulator/account`))
    .body;

async function janesJwt(desk: DeskProcess): Promise<string> {
  const { mobileApiKey } = await account(desk);
  const answer = await desk.ask<{ jwt: string }>(`${desk.api}/api/jwt`, {
    method: 'POST',
    body: { mobile_api_key: mobileApiKey, user_name: 'Jane' },
  });
  expect(answer.status).toBe(200);
  return answer.body.jwt;
}

/** A request with given headers, as a browser on a foreign page or under a rebound name would send it. */
function askAs(port: number, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, path: '/', headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end();
  });
}

/** The addresses under which other machines reach this one; IPv4 only, as it needs no zone. */
const outwardAddresses = (): string[] =>
  Object.values(networkInterfaces()).flatMap((list = []) =>
    list.flatMap(({ internal, family, address }) => (internal || family !== 'IPv4' ? [] : [address])),
  );

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}

describe('npm start', () => {
  let ports: Ports;
  let desk: DeskProcess;
  beforeAll(async () => {
    ports = await freePorts();
    desk = await start(ports).ready();
  }, SLOW);

  test('shows its progress and says where to go', async () => {
    expect(desk.stdout.match(/^ {2}… /gm)?.length).toBeGreaterThan(2);
    for (const port of Object.values(ports)) expect(desk.stdout).toContain(`http://127.0.0.1:${port}`);
    expect(desk.stdout).toContain('447700900000');
    expect(desk.stderr).toBe('');
    expect((await desk.ask(`${desk.simulator}/simulator/health`)).status).toBe(200);
    expect((await desk.ask(`${desk.api}/`)).status).toBe(200);
  });

  test('the curl lines that it prints work as they are printed', async () => {
    const [, json = ''] = /-d '([^']+)'/.exec(desk.stdout) ?? [];
    const answer = await desk.ask(`${desk.simulator}/simulator/messages`, {
      method: 'POST',
      body: JSON.parse(json) as object,
    });
    expect(answer.status).toBe(200);
    const [url = ''] = /http\S+messages\?number=\d+/.exec(desk.stdout) ?? [];
    await until(async () => (await desk.ask<Text[]>(url)).body.length === 2);
  });

  test.each([
    ['a foreign Host', (port: number) => ({ host: `desk.example:${port}` })],
    ['a foreign Origin', (port: number) => ({ host: `127.0.0.1:${port}`, origin: 'https://shop.example' })],
    [
      'an Origin that only looks local',
      (port: number) => ({ host: `127.0.0.1:${port}`, origin: 'http://127.0.0.1.example' }),
    ],
    [
      'a page of another program on this machine',
      (port: number) => ({ host: `127.0.0.1:${port}`, origin: 'http://127.0.0.1:9' }),
    ],
    [
      'one that only has our port',
      (port: number) => ({ host: `127.0.0.1:${port}`, origin: `https://127.0.0.1:${port}` }),
    ],
    ['the Origin of a sandboxed page', (port: number) => ({ host: `127.0.0.1:${port}`, origin: 'null' })],
  ])('%s is refused on every port', async (_who, headers) => {
    for (const port of Object.values(ports)) expect(await askAs(port, headers(port))).toBe(403);
  });

  test('pages of each of the three are let in by all, under both names', async () => {
    for (const port of Object.values(ports)) {
      for (const other of Object.values(ports)) {
        for (const name of ['127.0.0.1', 'localhost']) {
          const origin = `http://${name}:${other}`;
          expect(await askAs(port, { host: `127.0.0.1:${port}`, origin })).not.toBe(403);
        }
      }
    }
  });

  test('shows the console and the agents’ desk, each with all its files', async () => {
    for (const page of [`${desk.simulator}/`, `${desk.api}/desk`]) {
      const answer = await fetch(page);
      expect(answer.headers.get('content-type')).toMatch(/^text\/html/);
      const policy = answer.headers.get('content-security-policy');
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain(':*');
      const files = [...(await answer.text()).matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(
        ([, path]) => path ?? '',
      );
      expect(files.length).toBeGreaterThanOrEqual(2);
      for (const file of files) expect((await fetch(new URL(file, page))).status).toBe(200);
    }
  });

  test('listens on loopback only', async () => {
    for (const port of Object.values(ports)) {
      expect(await askAs(port, { host: `localhost:${port}` })).not.toBe(403);
      for (const address of outwardAddresses()) expect(await connects(address, port)).toBe(false);
    }
  });

  test(
    'a second one on the same ports says which to change, and leaves the first alone',
    async () => {
      const second = start(ports);
      expect(await second.ended).toBe(1);
      expect(second.stderr).toContain(String(ports.PORT));
      expect(second.stderr).toMatch(/taken/);
      expect(second.stderr).toMatch(/\bPORT=/);
      expect(second.stderr).not.toMatch(/^\s+at /m);
      expect((await desk.ask(`${desk.simulator}/simulator/health`)).status).toBe(200);
    },
    SLOW,
  );

  test(
    'killed, it leaves no process behind, and what was there is there again',
    async () => {
      const customer = '447700900502';
      const jwt = await janesJwt(desk);
      await text(desk, 'Are you there?', customer);
      await until(async () => (await texts(desk, customer)).length === 2);
      const children = descendants(desk.child.pid ?? 0);
      desk.child.kill('SIGKILL');
      await desk.ended;
      await until(() => !children.some(isAlive));

      desk = await start(ports).ready();
      const headers = { authorization: `Bearer ${jwt}` };
      const { status, body } = await desk.ask<{ tickets: { customer: string }[] }>(
        `${desk.api}/api/tickets?status=open`,
        { headers },
      );
      expect(status).toBe(200);
      expect(body.tickets.filter((ticket) => ticket.customer === customer)).toHaveLength(1);
    },
    SLOW,
  );

  test(
    'Ctrl-C stops all of it; what was there is there again after the next start',
    async () => {
      await text(desk, 'My order is late');
      await until(async () => (await texts(desk)).length === 2);
      const jwt = await janesJwt(desk);
      const before = await account(desk);
      const confirmation = (await texts(desk))[1] ?? '';
      const [ticket = ''] = /\d+/.exec(confirmation) ?? [];
      const children = descendants(desk.child.pid ?? 0);

      expect(await desk.stop()).toBe(0);
      expect(desk.stderr).toBe('');
      for (const port of Object.values(ports)) expect(await isFree(port)).toBe(true);
      await until(() => !children.some(isAlive));

      const again = await start(ports, ['--json']).ready();
      expect(await account(again)).toEqual(before);
      expect(await texts(again)).toEqual(['My order is late', confirmation]);
      await text(again, 'It is order 7');
      const headers = { authorization: `Bearer ${jwt}` };
      const thread = await again.ask<{ ticket: object; messages: Text[] }>(
        `${again.api}/api/tickets/${ticket}`,
        {
          headers,
        },
      );
      expect(thread.status).toBe(200);
      expect(thread.body.ticket).toMatchObject({ customer: CUSTOMER, status: 'open' });
      expect(thread.body.messages.map(({ text: words }) => words)).toEqual([
        'My order is late',
        confirmation,
        'It is order 7',
      ]);
      expect(await texts(again)).toEqual(['My order is late', confirmation, 'It is order 7']);
      const session = await again.ask(`${again.simulator}/simulator/sessions`, { method: 'POST', headers });
      expect(session.status).toBe(201);
      expect(JSON.parse(again.stdout)).toMatchObject({
        apiUrl: again.api,
        consoleUrl: `${again.simulator}/`,
        notifyKey: expect.any(String),
      });
      expect(await again.stop('SIGTERM')).toBe(0);
      // With --json, progress goes to stderr.
      expect(again.stderr).toMatch(/^frontdesk is starting\n( {2}… .*\n)+\nStopping …\n$/);
    },
    SLOW,
  );
});

describe('what it says before it starts', () => {
  let blocker: Server | undefined;
  afterEach(() => {
    blocker?.close();
    blocker = undefined;
  });

  test.each(['PORT', 'SIMULATOR_PORT', 'DYNAMODB_PORT'] as const)(
    'a taken %s is named',
    async (name) => {
      const ports = await freePorts();
      blocker = createServer();
      await new Promise<void>((resolve) => blocker?.listen(ports[name], '127.0.0.1', resolve));
      const desk = start(ports);
      expect(await desk.ended).toBe(1);
      expect(desk.stderr).toContain(String(ports[name]));
      expect(desk.stderr).toMatch(new RegExp(`\\b${name}=`));
      expect(desk.stderr.trim().split('\n')).toHaveLength(1);
    },
    SLOW,
  );

  test.each([
    ['no number', -1],
    ['too large', 70_000],
    ['broken', 3000.5],
  ])(
    'a port that is %s is refused with the name of its variable',
    async (_how, port) => {
      const desk = start({ ...(await freePorts()), SIMULATOR_PORT: port });
      expect(await desk.ended).toBe(1);
      expect(desk.stderr).toContain('SIMULATOR_PORT');
      expect(desk.stderr.trim().split('\n')).toHaveLength(1);
    },
    SLOW,
  );

  test(
    '--help tells the variables and starts nothing',
    async () => {
      const ports = await freePorts();
      const desk = start(ports, ['--help']);
      expect(await desk.ended).toBe(0);
      for (const name of ['PORT', 'SIMULATOR_PORT', 'DYNAMODB_PORT', 'DATA_DIR'])
        expect(desk.stdout).toContain(name);
      expect(desk.stderr).toBe('');
    },
    SLOW,
  );

  test(
    'an option that is none is told with 2, and nothing starts',
    async () => {
      const desk = start(await freePorts(), ['--prot', '4000']);
      expect(await desk.ended).toBe(2);
      expect(desk.stderr).toContain("'--prot'");
      expect(desk.stderr.trim().split('\n')).toHaveLength(1);
    },
    SLOW,
  );

  test(
    'two doors on one port are told apart',
    async () => {
      const ports = await freePorts();
      const desk = start({ ...ports, SIMULATOR_PORT: ports.PORT });
      expect(await desk.ended).toBe(1);
      expect(desk.stderr).toMatch(/\bPORT\b.*SIMULATOR_PORT/);
      expect(desk.stderr.trim().split('\n')).toHaveLength(1);
    },
    SLOW,
  );
});
