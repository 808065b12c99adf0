import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { setTimeout as pause } from 'node:timers/promises';
import { dynamodb, won } from '../../edge/dynamodb/client.ts';
import { ON_ROSTER } from '../../edge/dynamodb/leases.ts';
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
    failure = await seedInTime();
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

/** IAM grants a new role its rights a moment late: a first deployment must not fail over that. */
const PAUSE_MS = 2_000;
/** Well under the function's timeout: CloudFormation must hear of a failure, or it waits until its own. */
const WORK_MS = 15_000;

/** Why it failed, as CloudFormation shows it; undefined when it is done. */
async function seedInTime(): Promise<string | undefined> {
  for (const began = Date.now(); ;) {
    try {
      await seed();
      return undefined;
    } catch (error) {
      log('warn', 'seed-failed', describe(error));
      if (Date.now() - began > WORK_MS) {
        return 'The first items could not be written; see the log of the seed function.';
      }
    }
    await pause(PAUSE_MS);
  }
}

async function seed(): Promise<void> {
  await Promise.all([
    ...CONFIG_ITEMS.map((item) => putIfMissing(environment('NCCO_CONFIG_TABLE'), item)),
    ...AGENTS.map((name) => putIfMissing(environment('AGENTS_TABLE'), { name, roster: ON_ROSTER })),
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
