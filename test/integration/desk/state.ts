import { expect } from '@jest/globals';
import type { TestDesk } from '../../desk/desk.ts';

const TABLES = ['Tickets', 'Messages', 'NccoConfig', 'Deliveries', 'Calls', 'Agents'] as const;

/** Everything that the desk remembers, and every text that any phone sent or received; as JSON, for there is much. */
export async function everything(desk: TestDesk): Promise<Record<string, string[]>> {
  await desk.system.settled();
  const tables = await Promise.all(TABLES.map(async (table) => [table, await desk.pages(table)] as const));
  const { text } = await desk.simulate('GET', '/simulator/messages');
  return { ...Object.fromEntries(tables), phones: [text] };
}

/** The same to read and to compare: DynamoDB promises no order of items. */
const read = (all: Record<string, string[]>): unknown =>
  Object.fromEntries(
    Object.entries(all).map(([place, pages]) => [
      place,
      pages
        .flatMap((page): unknown[] => {
          const content = JSON.parse(page) as unknown[] | { Items: unknown[] };
          return 'Items' in content ? content.Items : content;
        })
        .map((item) => [JSON.stringify(item), item] as const)
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([, item]) => item),
    ]),
  );

/** Runs `work` and expects that nothing is stored, changed or sent by it. */
export async function changesNothing<T>(desk: TestDesk, work: () => Promise<T>): Promise<T> {
  const before = await everything(desk);
  const result = await work();
  const after = await everything(desk);
  if (JSON.stringify(after) !== JSON.stringify(before)) expect(read(after)).toEqual(read(before));
  return result;
}
