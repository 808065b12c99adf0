import { OPTIONS_AT_MOST, type Delivery, type DeliveryStore } from '../../../../desk/deliveries/delivery.ts';
import type { Step } from './steps.ts';

/** The Deliveries table in memory: a customer's deliveries, sorted by their ids. */
export class DeliveriesTable {
  readonly rows = new Map<string, Delivery>();

  store(step: Step): DeliveryStore {
    return {
      putIfAbsent: (delivery) =>
        step(() => {
          if (!this.rows.has(delivery.id)) this.rows.set(delivery.id, structuredClone(delivery));
        }),
      newestOpen: (customer, now) =>
        step(() => {
          const theirs = [...this.rows.values()].filter((row) => row.customer === customer);
          const newest = theirs.sort((one, other) => (one.id < other.id ? 1 : -1))[0];
          return newest && newest.closesAt > now ? structuredClone(newest) : undefined;
        }),
      choose: ({ id }, choice) =>
        step(() => {
          const row = this.rows.get(id);
          if (!row) return false;
          if (row.choice && row.choice.by !== choice.by && row.choice.at >= choice.at) return false;
          row.choice = { ...choice };
          return true;
        }),
      ask: ({ id }, messageId) =>
        step(() => {
          const row = this.rows.get(id);
          if (!row) return false;
          if (row.askedBy.includes(messageId)) return true;
          if (row.askedBy.length >= OPTIONS_AT_MOST) return false;
          row.askedBy.push(messageId);
          return true;
        }),
      find: (customer, id) =>
        step(() => {
          const row = this.rows.get(id);
          return row?.customer === customer ? structuredClone(row) : undefined;
        }),
      byId: (id) => step(() => structuredClone(this.rows.get(id))),
    };
  }
}
