import type { TestDesk } from '../../desk/desk.ts';

type Item = Record<string, unknown>;

/** Everything that the desk's tables hold of one customer. */
export async function tracesOf(
  desk: TestDesk,
  customer: string,
): Promise<{ tickets: Item[]; inbound: Item[]; outbound: Item[]; deliveries: Item[] }> {
  const [tickets, messages, deliveries] = await Promise.all(
    (['Tickets', 'Messages', 'Deliveries'] as const).map((table) => desk.items(table, { customer })),
  );
  const texts = (messages ?? []).toSorted((a, b) => Number(a['at']) - Number(b['at']));
  return {
    tickets: tickets ?? [],
    inbound: texts.filter((item) => item['direction'] === 'inbound'),
    outbound: texts.filter((item) => item['direction'] === 'outbound'),
    deliveries: deliveries ?? [],
  };
}

/** What came of a customer's texts in the end, in a form that does not depend on the way there. */
export async function whatCameOf(desk: TestDesk, customer: string) {
  await desk.system.settled();
  const { tickets, inbound, outbound } = await tracesOf(desk, customer);
  return {
    tickets: tickets.map((item) => item['status']),
    inbound: inbound.map((item) => item['text']),
    outbound: outbound.map((item) => item['status']),
    phone: (await desk.received(customer)).map(({ text }) => text),
  };
}
