import type { VoicemailStore } from '../../desk/calls/missed-call.ts';
import type { EventStore } from '../../desk/calls/event-follow-up.ts';
import type { CallRecords } from '../../desk/calls/record-event.ts';
import type { WaitingLine } from '../../desk/calls/routing/queue.ts';
import type { CustomerStore } from '../../desk/customers/customer.ts';
import type { DeliveryStore } from '../../desk/deliveries/delivery.ts';
import type { IdempotencyStore } from '../../desk/deliveries/idempotency.ts';
import type { HoldStore } from '../../desk/messages/account-hold.ts';
import type { InboundStore } from '../../desk/messages/inbound-store.ts';
import type { OutboxStore } from '../../desk/messages/outbox-store.ts';
import type { ReceiptStore } from '../../desk/messages/receipts.ts';
import type { SendPolicyStore } from '../../desk/messages/send-policy.ts';
import type { SplitStore } from '../../desk/messages/sms/parts.ts';
import type { DueText } from '../../desk/messages/sweep.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../desk/settings.ts';
import type { TicketStore } from '../../desk/tickets/ticket-store.ts';
import type { AgentLeases } from '../../edge/aws/dynamodb/leases.ts';
import { CallsTable } from '../unit/desk/memory/calls.ts';
import { DeliveriesTable } from '../unit/desk/memory/deliveries.ts';
import { memoryLeases, memoryLine } from '../unit/desk/memory/leases.ts';
import { MessagesTable } from '../unit/desk/memory/messages.ts';
import { SplitsTable } from '../unit/desk/memory/splits.ts';
import { atOnce } from '../unit/desk/memory/steps.ts';
import { TicketsTable } from '../unit/desk/memory/tickets.ts';
import { withTables } from './tables.ts';

/** An agent as a test of leases needs one. Times are ms since the epoch. */
export interface Hired {
  away?: boolean;
  removed?: true;
  lease?: { holder: string; until: number };
  unreachableUntil?: number;
  idleSince?: number;
}

/** The stores of one execution environment. Several calls of one of them give stores of the same tables. */
export interface Stores {
  tickets(keepDays?: number): TicketStore;
  customers(): CustomerStore & SendPolicyStore;
  holds(): HoldStore;
  inbound(): InboundStore;
  outbox(): OutboxStore;
  due(now: number, limit: number): Promise<DueText[]>;
  receipts(): ReceiptStore;
  voicemails(): VoicemailStore;
  splits(): SplitStore;
  deliveries(): DeliveryStore;
  idempotency(): IdempotencyStore;
  events(settings?: Pick<Settings, 'keepDays' | 'numbers'>): EventStore;
  callRecords(): CallRecords;
  leases(): AgentLeases;
  /** Puts an agent onto the roster. */
  hire(name: string, agent?: Hired): Promise<void>;
  waitingLine(): WaitingLine;
}

/**
 * The stores that keep the contract: those of the functions, on this file's tables, and those of the unit tests, which
 * play the interleavings that no table can be made to play.
 */
export async function implementations(
  tables: ReturnType<typeof withTables>,
): Promise<[name: string, stores: Stores][]> {
  return [
    ['on DynamoDB', await onDynamoDb(tables)],
    ['in memory', inMemory()],
  ];
}

async function onDynamoDb(tables: ReturnType<typeof withTables>): Promise<Stores> {
  const { ticketStore } = await import('../../edge/aws/dynamodb/tickets.ts');
  const { customerStore } = await import('../../edge/aws/dynamodb/customers.ts');
  const { holdStore } = await import('../../edge/aws/dynamodb/account-hold.ts');
  const { messageStore } = await import('../../edge/aws/dynamodb/messages.ts');
  const { voicemailStore } = await import('../../edge/aws/dynamodb/voicemails.ts');
  const { splitStore } = await import('../../edge/aws/dynamodb/splits.ts');
  const { deliveryStore } = await import('../../edge/aws/dynamodb/deliveries.ts');
  const { idempotencyStore } = await import('../../edge/aws/dynamodb/idempotency.ts');
  const { callLog } = await import('../../edge/aws/dynamodb/calls.ts');
  const { callRecords } = await import('../../edge/aws/dynamodb/call-records.ts');
  const { agentLeases } = await import('../../edge/aws/dynamodb/leases.ts');
  const { AWAY, ON_ROSTER } = await import('../../edge/aws/dynamodb/agent-item.ts');
  const { waitingLine } = await import('../../edge/aws/dynamodb/waiting-line.ts');
  return {
    tickets: ticketStore,
    customers: customerStore,
    holds: holdStore,
    inbound: () => messageStore().inbound,
    outbox: () => messageStore().outbox,
    due: (now, limit) => messageStore().due(now, limit),
    receipts: () => messageStore().receipts,
    voicemails: voicemailStore,
    splits: splitStore,
    deliveries: deliveryStore,
    idempotency: idempotencyStore,
    events: (settings) => callLog(settings).events,
    callRecords: () => callRecords('Calls', DEFAULT_SETTINGS.keepDays),
    leases: agentLeases,
    hire: (name, { away, removed, lease, ...more } = {}) =>
      tables.put('Agents', {
        name,
        roster: ON_ROSTER,
        ...(away && { availability: AWAY }),
        ...(removed && { removedAt: 1 }),
        ...(lease && { busyWith: lease.holder, busyUntil: lease.until }),
        ...more,
      }),
    waitingLine,
  };
}

function inMemory(): Stores {
  const tickets = new TicketsTable(Date.now);
  const messages = new MessagesTable();
  const splits = new SplitsTable();
  const deliveries = new DeliveriesTable();
  const calls = new CallsTable();
  const leases = memoryLeases([]);
  const line = memoryLine();
  return {
    tickets: (keepDays) => tickets.store(atOnce, keepDays),
    customers: () => tickets.customerStore(atOnce),
    holds: () => tickets.holdStore(atOnce),
    inbound: () => messages.inboundStore(atOnce),
    outbox: () => messages.outboxStore(atOnce),
    due: (now, limit) => Promise.resolve(messages.due(now, limit)),
    receipts: () => messages.receiptStore(atOnce),
    voicemails: () => messages.voicemailStore(atOnce),
    splits: () => splits.store(atOnce),
    deliveries: () => deliveries.store(atOnce),
    idempotency: () => deliveries.callStore(atOnce),
    events: ({ numbers } = DEFAULT_SETTINGS) => calls.eventStore(numbers, atOnce),
    callRecords: () => calls.records(atOnce),
    leases: () => leases,
    hire: (name, { removed, away = false, ...more } = {}) => {
      leases.agents.set(name, { name, away, ...more });
      if (removed) leases.removed.add(name);
      return Promise.resolve();
    },
    waitingLine: () => line,
  };
}
