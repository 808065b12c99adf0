/*
 * The tables of the service: the stack makes them, grants name their indexes, and stores read them by these names. A table
 * or an index that is added here is made by the stack; the compiler refuses a name that is not here, and tests name an
 * index that no function may query or no store reads.
 */

export type AttributeShape = readonly [name: string, type: 'string' | 'number'];

/** A partition key, and a sort key where several items share it. */
export interface KeyShape {
  readonly partition: AttributeShape;
  readonly sort?: AttributeShape;
}

export interface IndexShape extends KeyShape {
  /** What the index holds beside its keys; absent, the whole item. */
  readonly holds?: 'keys' | readonly string[];
}

export interface TableShape extends KeyShape {
  /** The environment variable by which a function learns the table's physical name. */
  readonly variable: string;
  /** Whether items have an `expiresAt` (seconds since the epoch), some time after which DynamoDB removes them. */
  readonly expires: boolean;
  readonly indexes: Readonly<Record<string, IndexShape>>;
}

/** By their logical names, which are their physical ones on a laptop. */
export const TABLES = {
  Tickets: {
    variable: 'TICKETS_TABLE',
    partition: ['id', 'string'],
    expires: true,
    indexes: {
      byNumber: { partition: ['number', 'number'] },
      byActivity: { partition: ['board', 'string'], sort: ['lastMessageAt', 'number'] },
    },
  },
  Messages: {
    variable: 'MESSAGES_TABLE',
    partition: ['id', 'string'],
    expires: true,
    indexes: {
      byTicket: { partition: ['ticket', 'number'], sort: ['at', 'number'] },
      byDue: { partition: ['due', 'string'], sort: ['dueAt', 'number'], holds: 'keys' },
    },
  },
  NccoConfig: { variable: 'NCCO_CONFIG_TABLE', partition: ['name', 'string'], expires: false, indexes: {} },
  Deliveries: {
    variable: 'DELIVERIES_TABLE',
    partition: ['customer', 'string'],
    sort: ['id', 'string'],
    expires: true,
    indexes: { byId: { partition: ['id', 'string'] } },
  },
  Calls: {
    variable: 'CALLS_TABLE',
    partition: ['call', 'string'],
    sort: ['item', 'string'],
    expires: true,
    indexes: {
      byStart: { partition: ['board', 'string'], sort: ['at', 'number'] },
      byCustomer: { partition: ['customer', 'string'], sort: ['at', 'number'] },
      byDue: { partition: ['due', 'string'], sort: ['dueAt', 'number'], holds: 'keys' },
    },
  },
  Agents: {
    variable: 'AGENTS_TABLE',
    partition: ['name', 'string'],
    expires: false,
    indexes: {
      // Who may be rung; keys stay out of it.
      byRoster: {
        partition: ['roster', 'string'],
        holds: ['availability', 'busyUntil', 'busyWith', 'idleSince', 'removedAt', 'unreachableUntil'],
      },
    },
  },
  // Wrong keys, counted: apart from the agents, so that no function that counts may touch one.
  Guesses: { variable: 'GUESSES_TABLE', partition: ['id', 'string'], expires: true, indexes: {} },
} as const satisfies Readonly<Record<string, TableShape>>;

export type TableName = keyof typeof TABLES;

/** The environment variables that hold physical names of tables. */
export type TableVariable = (typeof TABLES)[TableName]['variable'];

/** The table whose physical name the variable holds. */
type TableOf<V extends TableVariable> = {
  [T in TableName]: (typeof TABLES)[T]['variable'] extends V ? T : never;
}[TableName];

/** The indexes of a table, by its logical name. */
export type IndexName<T extends TableName> = keyof (typeof TABLES)[T]['indexes'] & string;

/** The indexes of the table whose physical name the variable holds. */
export type IndexOf<V extends TableVariable> = IndexName<TableOf<V>>;
