import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from '../../../../functions/seed/answer.ts';

beforeEach(() => void jest.spyOn(console, 'log').mockImplementation(() => undefined));
afterEach(() => void jest.restoreAllMocks());

const EVENT: CloudFormationCustomResourceEvent = {
  RequestType: 'Create',
  ServiceToken: 'token',
  ResponseURL: 'https://cloudformation.example/answer?signature=1',
  StackId: 'stack',
  RequestId: 'request',
  LogicalResourceId: 'Seed',
  ResourceType: 'Custom::Seed',
  ResourceProperties: { ServiceToken: 'token' },
};

/** CloudFormation's URL, which answers with these statuses, or not at all, one after the other. */
function cloudFormation(...answers: (number | Error)[]) {
  const asked: { type: string | null; body: unknown }[] = [];
  const pauses: number[] = [];
  const told = answerCloudFormation(EVENT, undefined, {
    fetch: async (url, init) => {
      const request = new Request(url, init);
      asked.push({ type: request.headers.get('content-type'), body: await request.json() });
      const answer = answers[asked.length - 1] ?? 200;
      if (answer instanceof Error) throw answer;
      return new Response(null, { status: answer });
    },
    pause: (ms) => Promise.resolve(pauses.push(ms)),
  });
  return { asked, pauses, told };
}

describe('the answer to CloudFormation', () => {
  test('has an empty content type, which its pre-signed URL wants', async () => {
    const { asked, told } = cloudFormation(200);
    await told;
    expect(asked).toEqual([
      { type: '', body: expect.objectContaining({ Status: 'SUCCESS', RequestId: 'request' }) },
    ]);
  });

  test.each([
    ['refused', 403],
    ['answered with an error', 500],
    ['not heard', new TypeError('fetch failed')],
  ])('is given again when it was %s', async (_what, first) => {
    const { asked, pauses, told } = cloudFormation(first, 200);
    await told;
    expect([asked.length, pauses.length]).toEqual([2, 1]);
  });

  test('that is never taken fails the invocation, so that Lambda runs it again', async () => {
    const { asked, told } = cloudFormation(500, 500, 500, 500, 500);
    await expect(told).rejects.toThrow('500');
    expect(asked).toHaveLength(4);
  });
});
