import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { localTables } from '../ops/stack/tables.ts';
import { customer, startLocalSystem } from './local-system.ts';

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
  let killed = 0;
  const initMs: number[] = [];
  const system = await startLocalSystem((event) => {
    if (event.kind === 'environment-start') initMs.push(event.initMs);
    if (event.kind === 'killed') {
      killed += 1;
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
    const startedAt = performance.now();
    const attempts = await Promise.all(
      Array.from({ length: customers }, (_, n) => system.text(customer(n), 'My order is late')),
    );
    const answeredMs = performance.now() - startedAt;
    await system.frontdesk.settled();
    // Vonage accepts 30 texts a second: the next sweep sends those that it rejected.
    await system.simulate('POST', '/cloud/clock', { advanceMs: 60_000 });
    await system.frontdesk.settled();
    const webhooks = attempts.flat();
    const times = webhooks.map(({ ms }) => ms).sort((one, other) => one - other);
    const quantile = (share: number): number => times[Math.floor((times.length - 1) * share)] ?? 0;
    const statuses = Object.groupBy(webhooks, ({ status }) => String(status));
    const { dynamodb } = localTables(new URL(system.frontdesk.dynamodbUrl).port);
    const tickets = await countTickets(dynamodb);
    dynamodb.destroy();
    const messages = (await system.simulate('GET', '/simulator/messages')) as { direction: string }[];
    const confirmations = messages.filter(({ direction }) => direction === 'outbound').length;
    const slowest = Math.max(0, ...initMs);
    console.table({
      'answered at the first try': Object.entries(statuses)
        .map(([status, all]) => `${all?.length} × ${status}`)
        .join(', '),
      'webhook ms (median, 99 %, longest)': [quantile(0.5), quantile(0.99), quantile(1)].join(', '),
      'all answered after s': (answeredMs / 1_000).toFixed(1),
      tickets,
      confirmations,
      'environments started': initMs.length,
      'slowest start ms': Math.round(slowest),
      killed,
    });
    const isRight = tickets === customers && confirmations === customers && killed === 0;
    console.log(isRight ? 'As it should be.' : 'Not as it should be.');
    process.exitCode = isRight ? 0 : 1;
  } finally {
    for (const loop of busy) loop.kill('SIGKILL');
    await system.close();
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
