import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { localTables } from '../ops/stack/tables.ts';
import { customer, openLaptop } from './laptop.ts';

const HELP = `npm run burst -- [--customers 200] [--busy 0]

So many customers send their first text at the same moment to a local system that runs cold. It ends well when each has
a ticket and a confirmation, no function was killed, and no webhook was tried twice.
--busy runs so many endless loops beside it. It stops by itself; everything is on this machine.`;

const { values } = parseArgs({
  options: {
    customers: { type: 'string', default: '200' },
    busy: { type: 'string', default: '0' },
    help: { type: 'boolean', short: 'h' },
  },
});

async function main(): Promise<void> {
  if (values.help) return console.log(HELP);
  const customers = Number(values.customers);
  const counts = { starts: 0, killed: 0, mostAlive: 0 };
  const initMs: number[] = [];
  const laptop = await openLaptop((event) => {
    if (event.kind === 'environment-start') initMs.push(event.initMs);
    if (event.kind === 'killed') {
      counts.killed += 1;
      console.log(`  killed: ${event.function}: ${event.reason}`);
    }
  });
  const busy = Array.from({ length: Number(values.busy) }, () =>
    spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }),
  );
  try {
    initMs.length = 0;
    console.log(
      `${customers} first texts at once, ${availableParallelism()} cores, ${busy.length} busy loops beside`,
    );
    const begun = performance.now();
    const answers = await Promise.all(
      Array.from({ length: customers }, (_, n) => laptop.text(customer(n), 'My order is late')),
    );
    const answeredMs = performance.now() - begun;
    await laptop.system.settled();
    // Vonage takes 30 texts a second: what it refused goes out with the next sweep.
    await laptop.simulate('POST', '/cloud/clock', { advanceMs: 60_000 });
    await laptop.system.settled();
    const webhooks = answers.flat();
    const times = webhooks.map(({ ms }) => ms).sort((one, other) => one - other);
    const at = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
    const statuses = Object.groupBy(webhooks, ({ status }) => String(status));
    const { dynamodb } = localTables(new URL(laptop.system.dynamodbUrl).port);
    const tickets = await countTickets(dynamodb);
    dynamodb.destroy();
    const confirmed = (await laptop.simulate('GET', '/simulator/messages')) as { direction: string }[];
    const confirmations = confirmed.filter(({ direction }) => direction === 'outbound').length;
    const slowest = Math.max(0, ...initMs);
    console.table({
      'answered at the first try': Object.entries(statuses)
        .map(([status, all]) => `${all?.length} × ${status}`)
        .join(', '),
      'webhook ms (median, 99 %, longest)': [at(0.5), at(0.99), at(1)].join(', '),
      'all answered after s': (answeredMs / 1_000).toFixed(1),
      tickets,
      confirmations,
      'environments started': initMs.length,
      'slowest start ms': Math.round(slowest),
      killed: counts.killed,
    });
    const isRight = tickets === customers && confirmations === customers && counts.killed === 0;
    console.log(isRight ? 'As it should be.' : 'Not as it should be.');
    process.exitCode = isRight ? 0 : 1;
  } finally {
    for (const one of busy) one.kill('SIGKILL');
    await laptop.close();
  }
}

async function countTickets(tables: ReturnType<typeof localTables>['dynamodb']): Promise<number> {
  let count = 0;
  let from: Record<string, unknown> | undefined;
  do {
    const page = await tables.send(
      new ScanCommand({
        TableName: 'Tickets',
        ConsistentRead: true,
        FilterExpression: '#status = :open',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':open': 'open' },
        ...(from && { ExclusiveStartKey: from }),
      }),
    );
    count += page.Count ?? 0;
    from = page.LastEvaluatedKey;
  } while (from);
  return count;
}

await main();
