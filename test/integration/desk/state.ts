import { expect } from '@jest/globals';
import type { TestDesk } from '../../desk/desk.ts';

const TABLES = ['Tickets', 'Messages', 'NccoConfig', 'Deliveries', 'Calls', 'Agents'] as const;

/** Everything that the desk remembers, and every text that any phone sent or received. */
export async function everything(desk: TestDesk): Promise<Record<string, unknown>> {
  await desk.system.settled();
  const tables = await Promise.all(
    TABLES.map(async (table) => {
      const items = await desk.items(table);
      return [table, items.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))] as const;
    }),
  );
  const phones = (await desk.simulate('GET', '/simulator/messages')).body;
  return { ...Object.fromEntries(tables), phones };
}

/** Runs `work` and expects that nothing is stored, changed or sent by it. */
export async function changesNothing<T>(desk: TestDesk, work: () => Promise<T>): Promise<T> {
  const before = await everything(desk);
  const result = await work();
  expect(await everything(desk)).toEqual(before);
  return result;
}
