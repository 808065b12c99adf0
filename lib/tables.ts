import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

const { STRING, NUMBER } = AttributeType;

/** What the desk remembers. Every table survives its stack, can be restored to any second, and bills by request. */
export class Tables extends Construct {
  readonly tickets: Table;
  readonly messages: Table;
  readonly nccoConfig: Table;
  readonly deliveries: Table;
  readonly calls: Table;
  readonly agents: Table;
  readonly guesses: Table;

  constructor(scope: Construct, id: string) {
    super(scope, id);

    this.tickets = this.table('Tickets', { partitionKey: { name: 'id', type: STRING }, ...AGES });
    this.tickets.addGlobalSecondaryIndex({
      indexName: 'byNumber',
      partitionKey: { name: 'number', type: NUMBER },
    });
    this.tickets.addGlobalSecondaryIndex({
      indexName: 'byActivity',
      partitionKey: { name: 'board', type: STRING },
      sortKey: { name: 'lastMessageAt', type: NUMBER },
    });

    this.messages = this.table('Messages', { partitionKey: { name: 'id', type: STRING }, ...AGES });
    this.messages.addGlobalSecondaryIndex({
      indexName: 'byTicket',
      partitionKey: { name: 'ticket', type: NUMBER },
      sortKey: { name: 'at', type: NUMBER },
    });
    this.messages.addGlobalSecondaryIndex({
      indexName: 'byDue',
      partitionKey: { name: 'due', type: STRING },
      sortKey: { name: 'dueAt', type: NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });

    this.nccoConfig = this.table('NccoConfig', { partitionKey: { name: 'name', type: STRING } });

    this.deliveries = this.table('Deliveries', {
      partitionKey: { name: 'customer', type: STRING },
      sortKey: { name: 'id', type: STRING },
      ...AGES,
    });
    this.deliveries.addGlobalSecondaryIndex({
      indexName: 'byId',
      partitionKey: { name: 'id', type: STRING },
    });

    this.calls = this.table('Calls', {
      partitionKey: { name: 'call', type: STRING },
      sortKey: { name: 'item', type: STRING },
      ...AGES,
    });
    this.calls.addGlobalSecondaryIndex({
      indexName: 'byStart',
      partitionKey: { name: 'board', type: STRING },
      sortKey: { name: 'at', type: NUMBER },
    });
    this.calls.addGlobalSecondaryIndex({
      indexName: 'byCustomer',
      partitionKey: { name: 'customer', type: STRING },
      sortKey: { name: 'at', type: NUMBER },
    });
    this.calls.addGlobalSecondaryIndex({
      indexName: 'byDue',
      partitionKey: { name: 'due', type: STRING },
      sortKey: { name: 'dueAt', type: NUMBER },
      projectionType: ProjectionType.KEYS_ONLY,
    });

    this.agents = this.table('Agents', { partitionKey: { name: 'name', type: STRING } });
    // Who may be rung; keys stay out of it.
    this.agents.addGlobalSecondaryIndex({
      indexName: 'byRoster',
      partitionKey: { name: 'roster', type: STRING },
      projectionType: ProjectionType.INCLUDE,
      nonKeyAttributes: [
        'availability',
        'busyUntil',
        'busyWith',
        'idleSince',
        'removedAt',
        'unreachableUntil',
      ],
    });

    // Wrong keys, counted: apart from the agents, so that no function that counts may touch one.
    this.guesses = this.table('Guesses', { partitionKey: { name: 'id', type: STRING }, ...AGES });
  }

  private table(id: string, props: TableProps): Table {
    return new Table(this, id, {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...props,
    });
  }
}

/** Data that ages: DynamoDB removes an item some time after this moment. */
const AGES = { timeToLiveAttribute: 'expiresAt' };
