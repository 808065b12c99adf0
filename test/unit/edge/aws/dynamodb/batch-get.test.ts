import { afterAll, beforeEach, describe, expect, test } from '@jest/globals';
import { RetryableError } from '../../../../../desk/retryable-error.ts';
import { aws, type AwsCall } from '../fake-aws.ts';

/* A BatchGet that DynamoDB throttles answers 200 with a part of the items: what is not among them may well be there. */

Object.assign(process.env, { NCCO_CONFIG_TABLE: 'NccoConfig', TICKETS_TABLE: 'Tickets' });
const dynamodb = await aws('DYNAMODB');
afterAll(() => dynamodb.close());
const { configItems } = await import('../../../../../edge/aws/dynamodb/config.ts');
const { customerStore } = await import('../../../../../edge/aws/dynamodb/customers.ts');

type Keys = { Keys: Record<string, { S: string }>[] };

const asked = (call: AwsCall): [table: string, keys: Record<string, { S: string }>[]][] =>
  Object.entries(call['RequestItems'] as Record<string, Keys>).map(([table, { Keys }]) => [table, Keys]);

/** Gives the first `given` of the items that are asked for; the others are throttled. */
const partly = (given: number) => (call: AwsCall) => {
  const [[table = '', keys = []] = []] = asked(call);
  const left = keys.slice(given);
  return {
    body: {
      Responses: { [table]: keys.slice(0, given) },
      UnprocessedKeys: left.length > 0 ? { [table]: { Keys: left } } : {},
    },
  };
};

let moment = 0;
const config = (...names: string[]) => {
  moment += 60_000;
  return configItems(names, () => moment);
};

beforeEach(() => void (dynamodb.calls = []));

describe('configuration that is read in part', () => {
  test('the rest is asked for once more, and all of it is told', async () => {
    dynamodb.answer = partly(2);
    expect([...(await config('answer', 'menu', 'ivr')).keys()]).toEqual(['answer', 'menu', 'ivr']);
    expect(dynamodb.calls.map((call) => asked(call))).toEqual([
      [['NccoConfig', [{ name: { S: 'answer' } }, { name: { S: 'menu' } }, { name: { S: 'ivr' } }]]],
      [['NccoConfig', [{ name: { S: 'ivr' } }]]],
    ]);
  });

  test.each([0, 1])(
    'still in part, %i at a time: it is not read, and nobody thinks items missing',
    async (n) => {
      dynamodb.answer = partly(n);
      await expect(config('answer', 'menu', 'ivr')).rejects.toThrow(RetryableError);
      expect(dynamodb.calls).toHaveLength(2);
      dynamodb.answer = partly(3);
      expect((await config('answer', 'menu', 'ivr')).size).toBe(3);
    },
  );
});

test('a customer’s counts that are read in part are not taken for nothing sent', async () => {
  dynamodb.answer = partly(1);
  await expect(customerStore().standing('447700900123', '2026-11-21')).rejects.toThrow(RetryableError);
});
