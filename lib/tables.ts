import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, type Attribute } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import {
  TABLES,
  type AttributeShape,
  type IndexShape,
  type KeyShape,
  type TableName,
  type TableShape,
} from '../contract/tables.ts';

/** The tables of contract/tables.ts. Every one survives its stack, can be restored to any second, and bills by request. */
export class Tables extends Construct {
  /** By their logical names. */
  readonly all: ReadonlyMap<string, Table>;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.all = new Map(
      Object.entries<TableShape>(TABLES).map(([name, shape]) => [name, this.#make(name, shape)]),
    );
  }

  named(name: TableName): Table {
    const table = this.all.get(name);
    if (!table) throw new Error(`The stack has no table ${name}.`);
    return table;
  }

  #make(name: string, { expires, indexes, ...key }: TableShape): Table {
    const table = new Table(this, name, {
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...keyOf(key),
      ...(expires && { timeToLiveAttribute: 'expiresAt' }),
    });
    for (const [indexName, index] of Object.entries(indexes)) {
      table.addGlobalSecondaryIndex({ indexName, ...keyOf(index), ...projectionOf(index) });
    }
    return table;
  }
}

function keyOf({ partition, sort }: KeyShape): { partitionKey: Attribute; sortKey?: Attribute } {
  return { partitionKey: attributeOf(partition), ...(sort && { sortKey: attributeOf(sort) }) };
}

function attributeOf([name, type]: AttributeShape): Attribute {
  return { name, type: type === 'number' ? AttributeType.NUMBER : AttributeType.STRING };
}

function projectionOf({ holds }: IndexShape): {
  projectionType?: ProjectionType;
  nonKeyAttributes?: string[];
} {
  if (holds === undefined) return {};
  if (holds === 'keys') return { projectionType: ProjectionType.KEYS_ONLY };
  return { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...holds] };
}
