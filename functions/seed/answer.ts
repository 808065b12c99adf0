import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { describe, log } from '../../edge/aws/log.ts';

const TRIES = 4;
const PAUSE_MS = 1_000;
const TIMEOUT_MS = 2_000;

/**
 * Sends the result to CloudFormation, at the event's pre-signed URL. The URL is signed for an empty content type: S3
 * answers 403 to any other. Without the response a deployment waits for an hour, so sending is retried.
 *
 * @param failure why it failed; undefined when it is done
 * @throws when every attempt failed
 */
export async function answerCloudFormation(
  event: CloudFormationCustomResourceEvent,
  failure: string | undefined,
  outside: { fetch: typeof fetch; pause: (ms: number) => Promise<unknown> },
): Promise<void> {
  const response = {
    Status: failure === undefined ? 'SUCCESS' : 'FAILED',
    Reason: failure ?? 'Seeded',
    PhysicalResourceId: 'seed',
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
  for (let tries = 1; ; tries += 1) {
    try {
      const { ok, status } = await outside.fetch(event.ResponseURL, {
        method: 'PUT',
        // As bytes: for a string, fetch would set text/plain.
        headers: { 'content-type': '' },
        body: Buffer.from(JSON.stringify(response)),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (ok) return;
      throw new Error(`CloudFormation's URL answered ${status}.`);
    } catch (error) {
      log('error', 'cloudformation-not-told', { tries, ...describe(error) });
      if (tries === TRIES) throw error;
    }
    await outside.pause(PAUSE_MS * tries);
  }
}
