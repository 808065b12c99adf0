import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { setTimeout as pause } from 'node:timers/promises';
import { seed } from '../../edge/aws/dynamodb/seed.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { answerCloudFormation } from './answer.ts';

/** IAM makes a new role's permissions effective a moment late: a first deployment must not fail because of it. */
const PAUSE_MS = 2_000;
/** Well under the function's timeout: CloudFormation must be told of a failure, or it waits until its own timeout. */
const WORK_MS = 15_000;

/**
 * Runs when the stack is deployed: adds what is missing in NccoConfig and on the roster, and overwrites nothing. It reports
 * to CloudFormation itself.
 *
 * @throws when CloudFormation did not accept the response: Lambda then retries an asynchronous event
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const failure =
    event.RequestType === 'Delete' ? undefined : await seedInTime(event.RequestType === 'Create');
  await answerCloudFormation(event, failure, { fetch, pause });
}

/** Why it failed, as CloudFormation shows it; undefined for success. */
async function seedInTime(isFirst: boolean): Promise<string | undefined> {
  for (const began = Date.now(); ;) {
    try {
      await seed(isFirst);
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
