import {
  firstIdAt,
  isOpen,
  OPEN_AT_MOST_MS,
  OPTIONS_AT_MOST,
  isAnswerableAt,
  type Delivery,
  type DeliveryStore,
} from '../../../../desk/deliveries/delivery.ts';
import type { IdempotencyStore, IdempotencyRecord } from '../../../../desk/deliveries/idempotency.ts';
import type { Step } from './steps.ts';

/** The Deliveries table in memory: a customer's deliveries, sorted by their ids, and calls that may come again. */
export class DeliveriesTable {
  readonly rows = new Map<string, Delivery>();
  readonly remembered = new Map<string, IdempotencyRecord>();

  store(step: Step): DeliveryStore {
    const change = (
      { customer, id }: Pick<Delivery, 'customer' | 'id'>,
      condition: (row: Delivery) => boolean,
      update: (row: Delivery) => void,
    ) =>
      step(() => {
        const row = this.rows.get(id);
        if (row?.customer !== customer || !condition(row)) return false;
        update(row);
        return true;
      });

    return {
      putIfAbsent: (delivery) =>
        step(() => {
          if (!this.rows.has(delivery.id))
            this.rows.set(delivery.id, { ...structuredClone(delivery), askedBy: [] });
        }),
      newestOpen: (customer, at) =>
        step(() => {
          const oldest = firstIdAt(Math.max(at - OPEN_AT_MOST_MS, 0));
          const open = [...this.rows.values()]
            .filter((row) => row.customer === customer && row.id >= oldest && isOpen(row, at))
            .sort((one, other) => (one.id < other.id ? 1 : -1));
          return structuredClone(open.find((row) => isAnswerableAt(row, at)) ?? open[0]);
        }),
      setChoice: (delivery, choice, seen) =>
        change(
          delivery,
          (row) => row.choice?.version === seen?.version,
          (row) => (row.choice = structuredClone(choice)),
        ),
      countRepeat: (delivery, messageId) =>
        change(
          delivery,
          (row) => row.askedBy.includes(messageId) || row.askedBy.length < OPTIONS_AT_MOST,
          (row) => (row.askedBy = [...new Set([...row.askedBy, messageId])]),
        ),
      withdraw: async ({ notification, ...delivery }) => {
        await change(
          delivery,
          (row) => row.notification === notification,
          (row) => (row.withdrawn = true),
        );
      },
      find: (customer, id) =>
        step(() => {
          const row = this.rows.get(id);
          return row?.customer === customer ? structuredClone(row) : undefined;
        }),
      byId: (id) => step(() => structuredClone(this.rows.get(id))),
    };
  }

  callStore(step: Step): IdempotencyStore {
    return {
      find: (key) => step(() => structuredClone(this.remembered.get(key))),
      // A write, and a read where another request was first.
      findOrPut: async (key, call) => {
        const isFirst = await step(() => {
          if (this.remembered.has(key)) return false;
          this.remembered.set(key, structuredClone(call));
          return true;
        });
        return isFirst ? call : step(() => structuredClone(this.remembered.get(key) ?? call));
      },
      complete: (key, results) =>
        step(() => {
          const call = this.remembered.get(key);
          if (call && !call.results) call.results = structuredClone(results);
        }),
    };
  }
}
