import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NUMBERS } from '../local/frontdesk.ts';
import { customer, startLocalSystem, type LocalSystem } from './local-system.ts';
import { levelsOff, type Sample } from './levels-off.ts';

const HELP = `npm run soak -- [--rounds 1500] [--samples 20] [--snapshot FILE]

Texts, calls, pages and agents' look-ups, round after round, on a local system with its data in a directory, as
"npm start" runs it. After a garbage collection the main process's memory is read; it ends well when that levels off.
--snapshot writes the heap at the end, for a browser's developer tools. It stops by itself; everything is on this machine.`;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '1500' },
    samples: { type: 'string', default: '20' },
    snapshot: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});

const MB = 1024 * 1024;
/** Rounds that run concurrently. */
const CONCURRENCY = 4;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function main(): Promise<void> {
  if (values.help) return console.log(HELP);
  const rounds = Number(values.rounds);
  const every = Math.ceil(rounds / Number(values.samples));
  let killed = 0;
  const system = await startLocalSystem((event) => {
    if (event.kind === 'killed') killed += 1;
  });
  const samples: Sample[] = [];
  const sample = (round: number): void => {
    collectGarbage();
    const { heapUsed, external, rss } = process.memoryUsage();
    const one = { round, heapMb: (heapUsed + external) / MB, rssMb: rss / MB };
    samples.push(one);
    console.log(line(one));
  };
  try {
    const token = await signIn(system);
    console.log('  round   heap MB   process MB   environments');
    sample(0);
    for (let begun = 0; begun < rounds; begun += every) {
      let next = begun;
      const end = Math.min(begun + every, rounds);
      const work = async (): Promise<void> => {
        while (next < end) await round(system, token, next++);
      };
      await Promise.all(Array.from({ length: CONCURRENCY }, work));
      await system.frontdesk.settled();
      sample(end);
    }
    if (values.snapshot) writeHeapSnapshot(values.snapshot);
  } finally {
    await system.close();
  }
  const { isLevel, sentence } = levelsOff(samples);
  console.log(`${sentence} ${killed} functions were killed.`);
  process.exitCode = isLevel && killed === 0 ? 0 : 1;
}

async function signIn({ frontdesk }: LocalSystem): Promise<string> {
  const answer = await fetch(`${frontdesk.apiUrl}/api/jwt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mobile_api_key: frontdesk.account.mobileApiKey, user_name: 'Jane' }),
  });
  return ((await answer.json()) as { jwt: string }).jwt;
}

/** One customer and one agent: two texts, the ticket list, a page, and every fifth time a call. */
async function round(system: LocalSystem, token: string, n: number): Promise<void> {
  const { apiUrl } = system.frontdesk;
  const from = customer(n);
  await system.text(from, `My order ${n} is late`);
  await system.text(from, 'It should have come yesterday, between eight and ten.');
  await (await fetch(`${apiUrl}/api/tickets`, { headers: { authorization: `Bearer ${token}` } })).text();
  await (await fetch(`${apiUrl}/`)).text();
  if (n % 5 !== 0) return;
  const call = (await system.simulate('POST', '/simulator/calls', { from, to: NUMBERS.voice })) as {
    id: string;
  };
  await system.simulate('POST', `/simulator/calls/${call.id}/hangup`);
}

function line({ round, heapMb, rssMb }: Sample): string {
  const bar = '▇'.repeat(Math.round(heapMb / 4));
  return `${String(round).padStart(7)}${heapMb.toFixed(1).padStart(10)}${rssMb.toFixed(0).padStart(13)}${String(environments()).padStart(15)}   ${bar}`;
}

/** The number of child processes; known on Linux only. */
function environments(): number | string {
  try {
    return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean)
      .length;
  } catch {
    return '–';
  }
}

await main();
