import { z } from 'zod';
import type { TemplateResource } from '../assembly.ts';
import type { Resolve } from '../intrinsics.ts';
import { boolean, parseProperties, withoutEffect } from './properties.ts';

const keySchema = z
  .array(z.strictObject({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }))
  .min(1);

const index = z.strictObject({
  IndexName: z.string(),
  KeySchema: keySchema,
  Projection: z.strictObject({
    ProjectionType: z.enum(['ALL', 'KEYS_ONLY', 'INCLUDE']),
    NonKeyAttributes: z.array(z.string()).optional(),
  }),
  OnDemandThroughput: withoutEffect,
  WriteOnDemandThroughputSettings: withoutEffect,
  ContributorInsightsSpecification: withoutEffect,
  WarmThroughput: withoutEffect,
});

const shape = {
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(
    z.strictObject({ AttributeName: z.string(), AttributeType: z.enum(['S', 'N', 'B']) }),
  ),
  KeySchema: keySchema,
  GlobalSecondaryIndexes: z.array(index).optional(),
  LocalSecondaryIndexes: z.array(index).optional(),
  BillingMode: z.literal('PAY_PER_REQUEST'),
  TimeToLiveSpecification: z
    .strictObject({ AttributeName: z.string().optional(), Enabled: boolean })
    .optional(),
  SSESpecification: withoutEffect,
  WarmThroughput: withoutEffect,
};

const recovery = z
  .strictObject({ PointInTimeRecoveryEnabled: boolean, RecoveryPeriodInDays: z.unknown().optional() })
  .optional();

const table = z.strictObject({
  ...shape,
  PointInTimeRecoverySpecification: recovery,
  DeletionProtectionEnabled: withoutEffect,
  ContributorInsightsSpecification: withoutEffect,
  OnDemandThroughput: withoutEffect,
  ResourcePolicy: z.undefined().optional(),
  TableClass: withoutEffect,
  Tags: withoutEffect,
});

const globalTable = z.strictObject({
  ...shape,
  // One replica, whose other settings (protection, class) have no effect here.
  Replicas: z.tuple([z.looseObject({ PointInTimeRecoverySpecification: recovery })]),
  WriteOnDemandThroughputSettings: withoutEffect,
});

type Index = Pick<z.infer<typeof index>, 'IndexName' | 'KeySchema' | 'Projection'>;

export interface TableSpec {
  name: string;
  attributes: { AttributeName: string; AttributeType: string }[];
  keySchema: { AttributeName: string; KeyType: string }[];
  globalIndexes: Index[];
  localIndexes: Index[];
  timeToLiveAttribute: string | undefined;
  /** As the template sets it; reported only, nothing is backed up here. */
  pointInTimeRecovery: boolean;
}

export function parseTable(resource: TemplateResource, resolve: Resolve): TableSpec {
  const properties: z.infer<typeof table> | z.infer<typeof globalTable> =
    resource.type === 'AWS::DynamoDB::Table'
      ? parseProperties(resource, resolve, table)
      : parseProperties(resource, resolve, globalTable);
  const ttl = properties.TimeToLiveSpecification;
  const { PointInTimeRecoverySpecification: restored } =
    'Replicas' in properties ? properties.Replicas[0] : properties;
  return {
    name: properties.TableName ?? resource.name,
    attributes: properties.AttributeDefinitions,
    keySchema: properties.KeySchema,
    globalIndexes: (properties.GlobalSecondaryIndexes ?? []).map(bare),
    localIndexes: (properties.LocalSecondaryIndexes ?? []).map(bare),
    timeToLiveAttribute: ttl?.Enabled ? ttl.AttributeName : undefined,
    pointInTimeRecovery: restored?.PointInTimeRecoveryEnabled ?? false,
  };
}

/** An index without the settings that have no effect here. */
function bare({ IndexName, KeySchema, Projection }: z.infer<typeof index>): Index {
  return { IndexName, KeySchema, Projection };
}
