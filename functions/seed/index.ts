import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { dynamodb, won } from '../../edge/dynamodb/client.ts';
import { environment } from '../../edge/environment.ts';
import { describe, log } from '../../edge/log.ts';
import { AGENTS, CONFIG_ITEMS } from './items.ts';

/**
 * Runs when the stack is deployed: puts what is missing into NccoConfig and the roster, and overwrites nothing. It
 * reports to CloudFormation itself: the answer goes to the pre-signed URL that the event brings.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  let failure: string | undefined;
  if (event.RequestType !== 'Delete') {
    try {
      await seed();
    } catch (error) {
      log('error', 'seed-failed', describe(error));
      failure = 'The first items could not be written; see the log of the seed function.';
    }
  }
  await fetch(event.ResponseURL, {
    method: 'PUT',
    body: JSON.stringify({
      Status: failure === undefined ? 'SUCCESS' : 'FAILED',
      Reason: failure ?? 'Seeded',
      PhysicalResourceId: 'seed',
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
    }),
  });
}

async function seed(): Promise<void> {
  await Promise.all([
    ...CONFIG_ITEMS.map((item) => putIfMissing(environment('NCCO_CONFIG_TABLE'), item)),
    ...AGENTS.map((name) => putIfMissing(environment('AGENTS_TABLE'), { name })),
  ]);
}

async function putIfMissing(TableName: string, Item: Record<string, unknown>): Promise<void> {
  await won(
    dynamodb.send(
      new PutCommand({
        TableName,
        Item,
        ConditionExpression: 'attribute_not_exists(#name)',
        ExpressionAttributeNames: { '#name': 'name' },
      }),
    ),
  );
}
