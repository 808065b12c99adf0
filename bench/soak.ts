import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { setFlagsFromString, writeHeapSnapshot } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { NUMBERS } from '../local/frontdesk.ts';
import { customer, openLaptop, type Laptop } from './laptop.ts';
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
/** Rounds at the same time. */
const SIDE_BY_SIDE = 4;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

async function main(): Promise<void> {
  if (values.help) return console.log(HELP);
  const rounds = Number(values.rounds);
  const every = Math.ceil(rounds / Number(values.samples));
  let killed = 0;
  const laptop = await openLaptop((event) => {
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
    const token = await signIn(laptop);
    console.log('  round   heap MB   process MB   environments');
    sample(0);
    for (let begun = 0; begun < rounds; begun += every) {
      let next = begun;
      const end = Math.min(begun + every, rounds);
      const work = async (): Promise<void> => {
        while (next < end) await round(laptop, token, next++);
      };
      await Promise.all(Array.from({ length: SIDE_BY_SIDE }, work));
      await laptop.system.settled();
      sample(end);
    }
    if (values.snapshot) writeHeapSnapshot(values.snapshot);
  } finally {
    await laptop.close();
  }
  const { isLevel, sentence } = levelsOff(samples);
  console.log(`${sentence} ${killed} functions were killed.`);
  process.exitCode = isLevel && killed === 0 ? 0 : 1;
}

async function signIn({ system }: Laptop): Promise<string> {
  const answer = await fetch(`${system.apiUrl}/api/jwt`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mobile_api_key: system.account.mobileApiKey, user_name: 'Jane' }),
  });
  return ((await answer.json()) as { jwt: string }).jwt;
}

/** What a customer and an agent do: two texts, a look at the list and at the pages, now and then a call. */
async function round(laptop: Laptop, token: string, n: number): Promise<void> {
  const { apiUrl } = laptop.system;
  const from = customer(n);
  await laptop.text(from, `My order ${n} is late`);
  await laptop.text(from, 'It should have come yesterday, between eight and ten.');
  await (await fetch(`${apiUrl}/api/tickets`, { headers: { authorization: `Bearer ${token}` } })).text();
  await (await fetch(`${apiUrl}/`)).text();
  if (n % 5 !== 0) return;
  const call = (await laptop.simulate('POST', '/simulator/calls', { from, to: NUMBERS.voice })) as {
    id: string;
  };
  await laptop.simulate('POST', `/simulator/calls/${call.id}/hangup`);
}

function line({ round, heapMb, rssMb }: Sample): string {
  const bar = '▇'.repeat(Math.round(heapMb / 4));
  return `${String(round).padStart(7)}${heapMb.toFixed(1).padStart(10)}${rssMb.toFixed(0).padStart(13)}${String(environments()).padStart(15)}   ${bar}`;
}

/** How many processes this one has; Linux alone tells. */
function environments(): number | string {
  try {
    return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean)
      .length;
  } catch {
    return '–';
  }
}

await main();
