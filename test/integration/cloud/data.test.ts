import { mkdtemp, readdir, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBackupCommand,
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  ListTablesCommand,
  UpdateContinuousBackupsCommand,
} from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import {
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
} from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { changed, find, synthesize } from '../../fixtures/cloud/assembly.ts';
import { ofKind, raw, run, type Running } from '../../fixtures/cloud/running.ts';
import type { Cloud } from '../../../local/cloud/index.ts';

const OWNER = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'owner', secretAccessKey: 'owner' },
  maxAttempts: 1,
};

let assembly: string;
let running: Running;

beforeAll(async () => {
  assembly = await synthesize();
  running = await run(assembly);
});
afterAll(() => running.stop());
afterEach(async () => {
  await running.cloud.control.request('/faults', { method: 'DELETE' });
  running.events.length = 0;
});

const tablesOf = (cloud: Cloud) =>
  DynamoDBDocumentClient.from(new DynamoDBClient({ ...OWNER, endpoint: cloud.dynamodbUrl }));
const secretsOf = (cloud: Cloud) => new SecretsManagerClient({ ...OWNER, endpoint: cloud.secretsUrl });

interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** Calls that the function Store makes with its own role. */
async function asFunction(
  ...calls: { service?: string; operation: string; input: unknown }[]
): Promise<Answer[]> {
  const answer = await fetch(`${running.cloud.apiUrl}/store`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(calls.map((one) => ({ service: 'dynamodb', ...one }))),
  });
  return answer.status === 200 ? ((await answer.json()) as Answer[]) : [{ status: answer.status, body: {} }];
}

const put = (pk: string, table = 'Tickets') => ({
  operation: 'PutItem',
  input: { TableName: table, Item: { pk: { S: pk }, sk: { S: 'x' } } },
});

const fault = async (faults: unknown, method = 'POST'): Promise<{ status: number; body: unknown }> => {
  const body = typeof faults === 'string' ? faults : JSON.stringify(faults);
  const answer = await running.cloud.control.request('/faults', {
    method,
    ...(method === 'POST' && { body }),
  });
  return { status: answer.status, body: await answer.json() };
};

describe('DynamoDB', () => {
  test('an owner reaches the template’s tables under their logical names', async () => {
    const { TableNames } = await tablesOf(running.cloud).send(new ListTablesCommand({}));
    expect(TableNames).toEqual(['Messages', 'Tickets']);
    expect(
      await tablesOf(running.cloud).send(new DescribeTimeToLiveCommand({ TableName: 'Tickets' })),
    ).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    });
  });

  test.each([
    ['Messages', 'ENABLED'],
    ['Tickets', 'DISABLED'],
  ])('the point-in-time recovery of %s is what the template says: %s', async (TableName, status) => {
    const tables = tablesOf(running.cloud);
    expect(await tables.send(new DescribeContinuousBackupsCommand({ TableName }))).toMatchObject({
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: status },
      },
    });
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await expect(
      tables.send(new UpdateContinuousBackupsCommand({ TableName, PointInTimeRecoverySpecification })),
    ).rejects.toMatchObject({ name: 'ValidationException', message: expect.stringContaining('template') });
    await expect(
      tables.send(new DescribeContinuousBackupsCommand({ TableName: 'Nobody' })),
    ).rejects.toMatchObject({ name: 'TableNotFoundException' });
  });

  test('what is missing is said plainly: transactions, backups', async () => {
    const tables = tablesOf(running.cloud);
    const Item = { pk: 'half' };
    const missing = (operation: string) => ({
      name: 'UnknownOperationException',
      message: expect.stringContaining(operation),
    });
    await expect(
      tables.send(
        new TransactWriteCommand({
          TransactItems: [
            { Put: { TableName: 'Tickets', Item } },
            { Put: { TableName: 'Tickets', Item: { pk: 'whole' } } },
          ],
        }),
      ),
    ).rejects.toMatchObject(missing('no transactions (TransactWriteItems)'));
    expect((await tables.send(new GetCommand({ TableName: 'Tickets', Key: Item }))).Item).toBeUndefined();
    await expect(
      tables.send(new TransactGetCommand({ TransactItems: [{ Get: { TableName: 'Tickets', Key: Item } }] })),
    ).rejects.toMatchObject(missing('no transactions (TransactGetItems)'));
    await expect(
      tables.send(new CreateBackupCommand({ TableName: 'Tickets', BackupName: 'b' })),
    ).rejects.toMatchObject(missing('CreateBackup'));
  });

  test('items and indexes work through the SDK', async () => {
    const tables = tablesOf(running.cloud);
    await tables.send(
      new PutCommand({ TableName: 'Tickets', Item: { pk: 'owner', number: 7, text: '日本' } }),
    );
    const { Items, ConsumedCapacity } = await tables.send(
      new QueryCommand({
        TableName: 'Tickets',
        IndexName: 'byNumber',
        KeyConditionExpression: '#n = :n',
        ExpressionAttributeNames: { '#n': 'number' },
        ExpressionAttributeValues: { ':n': 7 },
      }),
    );
    expect(Items).toEqual([{ pk: 'owner', number: 7, text: '日本' }]);
    expect(ConsumedCapacity).toBeUndefined();
  });

  test('fifty conditional writes at once have one winner', async () => {
    const tables = tablesOf(running.cloud);
    const claim = () =>
      tables.send(
        new PutCommand({
          TableName: 'Tickets',
          Item: { pk: 'claimed' },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      );
    const results = await Promise.allSettled(Array.from({ length: 50 }, claim));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('each call is in the timeline with its function, table and capacity', async () => {
    await asFunction(put('seen'));
    expect(ofKind(running.events, 'dynamodb')).toMatchObject([
      { function: 'StoreFunction', operation: 'PutItem', tables: ['Tickets'], capacity: 1, status: 200 },
    ]);
    expect(ofKind(running.events, 'dynamodb')[0]?.requestId).toBe(
      ofKind(running.events, 'request')[0]?.requestId,
    );
  });

  test.each(['', 'null', '[]', '{', '"text"', '{"TableName":7}', 'x'.repeat(1_000_000)])(
    'a hostile body is refused and the cloud goes on (%#)',
    async (body) => {
      const answer = await raw(running.cloud.dynamodbUrl, '/', {
        method: 'POST',
        headers: {
          'x-amz-target': 'DynamoDB_20120810.GetItem',
          'content-type': 'application/x-amz-json-1.0',
          authorization: 'AWS4-HMAC-SHA256 Credential=a, SignedHeaders=b, Signature=c',
          'x-amz-date': 'x',
        },
        body,
      });
      expect(answer.status).toBe(400);
      expect((await asFunction(put('after')))[0]?.status).toBe(200);
    },
  );
});

describe('a function’s role', () => {
  test('grants what the template grants', async () => {
    const answers = await asFunction(
      put('granted'),
      { operation: 'GetItem', input: { TableName: 'Tickets', Key: { pk: { S: 'granted' } } } },
      {
        operation: 'BatchWriteItem',
        input: { RequestItems: { Messages: [{ PutRequest: { Item: { pk: { S: 'a' }, sk: { S: 'b' } } } }] } },
      },
      {
        operation: 'Query',
        input: {
          TableName: 'Tickets',
          IndexName: 'byNumber',
          KeyConditionExpression: '#n = :n',
          ExpressionAttributeNames: { '#n': 'number' },
          ExpressionAttributeValues: { ':n': { N: '1' } },
        },
      },
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });

  test.each([
    [
      'an action that is not granted',
      { operation: 'Scan', input: { TableName: 'Tickets' } },
      'Scan',
      'table/Tickets',
    ],
    [
      'a denial that a wildcard would grant',
      { operation: 'DeleteItem', input: { TableName: 'Messages', Key: { pk: { S: 'a' }, sk: { S: 'b' } } } },
      'DeleteItem',
      'table/Messages',
    ],
    [
      'one of several tables',
      {
        operation: 'BatchWriteItem',
        input: {
          RequestItems: {
            Messages: [{ PutRequest: { Item: { pk: { S: 'a' }, sk: { S: 'b' } } } }],
            Tickets: [{ PutRequest: { Item: { pk: { S: 'a' } } } }],
          },
        },
      },
      'BatchWriteItem',
      'table/Tickets',
    ],
    ['a listing of all tables', { operation: 'ListTables', input: {} }, 'ListTables', 'table/*'],
  ])('denies %s as AWS does', async (_, call, action, resource) => {
    const [answer] = await asFunction(call);
    expect(answer?.status).toBe(400);
    expect(answer?.body['__type']).toContain('AccessDeniedException');
    expect(answer?.body['message']).toMatch(/^User: arn:aws:sts::000000000000:assumed-role\/StoreFunction/);
    expect(answer?.body['message']).toContain(
      `is not authorized to perform: dynamodb:${action} on resource: arn:aws:dynamodb:us-east-1:000000000000:${resource}`,
    );
  });

  test('is held for secrets too', async () => {
    const [own, other] = await asFunction(
      { service: 'secrets', operation: 'GetSecretValue', input: { SecretId: 'Proofs' } },
      { service: 'secrets', operation: 'GetSecretValue', input: { SecretId: 'Vonage' } },
    );
    expect(own).toMatchObject({ status: 200, body: { Name: 'Proofs' } });
    expect(other).toMatchObject({ status: 400, body: { __type: 'AccessDeniedException' } });
    expect(ofKind(running.events, 'secrets')).toMatchObject([
      { function: 'StoreFunction', secret: 'Proofs', status: 200 },
      { function: 'StoreFunction', secret: 'Vonage', status: 400 },
    ]);
  });
});

describe('Secrets Manager', () => {
  test('first values are the template’s', async () => {
    const secrets = secretsOf(running.cloud);
    const { SecretString } = await secrets.send(new GetSecretValueCommand({ SecretId: 'Proofs' }));
    const generated = JSON.parse(SecretString ?? '') as Record<string, string>;
    expect(generated['method']).toBe('sha256');
    expect(generated['token']).toHaveLength(40);
    const given = await secrets.send(new GetSecretValueCommand({ SecretId: 'Vonage' }));
    expect(JSON.parse(given.SecretString ?? '')).toEqual({ apiKey: 'abcd1234' });
  });

  test('a new value is current, the old one previous, by name or ARN', async () => {
    const secrets = secretsOf(running.cloud);
    await secrets.send(new CreateSecretCommand({ Name: 'own', SecretString: 'one' }));
    const { ARN } = await secrets.send(new PutSecretValueCommand({ SecretId: 'own', SecretString: 'two' }));
    const get = async (VersionStage: string) =>
      (await secrets.send(new GetSecretValueCommand({ SecretId: ARN, VersionStage }))).SecretString;
    expect([await get('AWSCURRENT'), await get('AWSPREVIOUS')]).toEqual(['two', 'one']);
    await secrets.send(new UpdateSecretCommand({ SecretId: ARN?.slice(0, -7), SecretString: 'three' }));
    expect([await get('AWSCURRENT'), await get('AWSPREVIOUS')]).toEqual(['three', 'two']);
    const { VersionIdsToStages } = await secrets.send(new DescribeSecretCommand({ SecretId: 'own' }));
    expect(
      Object.values(VersionIdsToStages ?? {})
        .flat()
        .toSorted(),
    ).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
    const { SecretList } = await secrets.send(new ListSecretsCommand({}));
    expect(SecretList?.map(({ Name }) => Name)).toEqual(['Proofs', 'Vonage', 'own']);
  });

  test('errors have AWS’s names', async () => {
    const secrets = secretsOf(running.cloud);
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: 'nobody' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(secrets.send(new GetSecretValueCommand({ SecretId: '__proto__' }))).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
    await expect(secrets.send(new CreateSecretCommand({ Name: 'Proofs' }))).rejects.toMatchObject({
      name: 'ResourceExistsException',
    });
    const hostile = await raw(running.cloud.secretsUrl, '/', { method: 'POST', body: '{' });
    expect(hostile.status).toBe(400);
  });
});

describe('faults', () => {
  test('the next calls of functions are throttled, an owner’s are not', async () => {
    await fault({ dynamodb: { throttle: 2 } });
    await tablesOf(running.cloud).send(new GetCommand({ TableName: 'Tickets', Key: { pk: 'x' } }));
    const answers = await asFunction(put('t'), put('t'), put('t'));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 200]);
    expect(answers[0]?.body['__type']).toContain('ProvisionedThroughputExceededException');
  });

  test('a store that is down', async () => {
    await fault({ dynamodb: { down: true } });
    expect((await asFunction(put('d')))[0]).toMatchObject({ status: 500 });
    await tablesOf(running.cloud).send(new ListTablesCommand({}));
    await fault({ dynamodb: { down: false } });
    expect((await asFunction(put('d')))[0]).toMatchObject({ status: 200 });
  });

  test('secrets that are down', async () => {
    await fault({ secrets: { down: true } });
    const read = { service: 'secrets', operation: 'GetSecretValue', input: { SecretId: 'Proofs' } };
    expect((await asFunction(read))[0]).toMatchObject({ status: 500 });
    await secretsOf(running.cloud).send(new ListSecretsCommand({}));
  });

  test('a slow store waits on the shared clock', async () => {
    await fault({ dynamodb: { delayMs: 15_000 } });
    const answer = asFunction(put('slow'));
    let done = false;
    void answer.then(() => (done = true));
    while (!running.events.some(({ kind }) => kind === 'invocation-start')) await pause();
    await pause(100);
    expect(done).toBe(false);
    await running.clock.advance(15_000);
    expect((await answer)[0]).toMatchObject({ status: 200 });
  });

  test('a function dies right after its second write, which stays; once', async () => {
    await fault({ kill: { function: 'store-function', after: 'write 2' } });
    expect(await asFunction(put('k1'), put('k2'), put('k3'))).toEqual([{ status: 500, body: {} }]);
    const tables = tablesOf(running.cloud);
    const kept = await Promise.all(
      ['k1', 'k2', 'k3'].map(
        async (pk) => (await tables.send(new GetCommand({ TableName: 'Tickets', Key: { pk } }))).Item,
      ),
    );
    expect(kept.map((item) => item !== undefined)).toEqual([true, true, false]);
    expect((await asFunction(put('k1'), put('k2'), put('k3'))).map(({ status }) => status)).toEqual([
      200, 200, 200,
    ]);
    expect(ofKind(running.events, 'killed')).toMatchObject([{ function: 'StoreFunction' }]);
  });

  test('a refused write does not count', async () => {
    await fault({ kill: { function: 'StoreFunction', after: 'write 1' } });
    const conditional = put('k1');
    Object.assign(conditional.input, { ConditionExpression: 'attribute_not_exists(pk)' });
    await tablesOf(running.cloud).send(new PutCommand({ TableName: 'Tickets', Item: { pk: 'k1' } }));
    expect((await asFunction(conditional))[0]).toMatchObject({ status: 400 });
    expect((await asFunction(put('fresh')))[0]).toMatchObject({ status: 500 });
  });

  test('a function dies before its reply; once', async () => {
    await fault({ kill: { function: 'StoreFunction', after: 'reply' } });
    expect((await asFunction(put('r')))[0]).toMatchObject({ status: 500, body: {} });
    expect((await asFunction(put('r')))[0]).toMatchObject({ status: 200 });
  });

  test('setting merges, deleting clears', async () => {
    await fault({ dynamodb: { throttle: 3 } });
    expect(await fault({ dynamodb: { delayMs: 5 }, secrets: { down: true } })).toEqual({
      status: 200,
      body: { faults: { dynamodb: { throttle: 3, delayMs: 5 }, secrets: { down: true } } },
    });
    expect(await fault('', 'DELETE')).toEqual({ status: 200, body: { faults: {} } });
  });

  test.each([
    '',
    'null',
    '[]',
    '{"dynamodb":{"throttle":-1}}',
    '{"dynamodb":{"throttle":"many"}}',
    '{"dynamodb":{"unheard":1}}',
    '{"unheard":1}',
    '{"kill":{"function":"Nobody","after":"reply"}}',
    '{"kill":{"function":"StoreFunction","after":"write 0"}}',
    '{"kill":{"function":"StoreFunction","after":"write x"}}',
    '{"kill":{"function":"StoreFunction"}}',
  ])('%s is no fault: 400 with a sentence', async (body) => {
    expect(await fault(body)).toEqual({ status: 400, body: { error: expect.stringMatching(/\.$/) } });
    expect(await fault({})).toEqual({ status: 200, body: { faults: {} } });
  });
});

describe('the clock', () => {
  const advance = async (body: string) => {
    const answer = await running.cloud.control.request('/clock', { method: 'POST', body });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  };

  test('moves, and says what time it is', async () => {
    const before = running.clock.now();
    const { status, body } = await advance('{"advanceMs":3600000}');
    expect(status).toBe(200);
    expect(body['now']).toBeGreaterThanOrEqual(before + 3_600_000);
  });

  test.each([
    '',
    '{}',
    '{"advanceMs":-1}',
    '{"advanceMs":"1"}',
    '{"advanceMs":1e300}',
    '{"advanceMs":null}',
    '7',
  ])('%s is refused', async (body) => {
    expect(await advance(body)).toEqual({ status: 400, body: { error: expect.stringMatching(/\.$/) } });
  });
});

describe('what is kept', () => {
  test('tables, secrets and logs survive a restart; a new index finds the old items', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cloud-data-'));
    const first = await run(assembly, { dataDir });
    await tablesOf(first.cloud).send(
      new PutCommand({ TableName: 'Tickets', Item: { pk: 'kept', colour: 'red' } }),
    );
    const secret = await secretsOf(first.cloud).send(new GetSecretValueCommand({ SecretId: 'Proofs' }));
    await fetch(`${first.cloud.apiUrl}/behave/print`, { method: 'POST' });
    await first.stop();

    expect((await stat(join(dataDir, 'secrets.json'))).mode & 0o777).toBe(0o600);
    expect(await readFile(join(dataDir, 'logs', 'Behave.log'), 'utf8')).toMatch(
      /first line\n.*second line\n.*REPORT ok/,
    );

    const upgraded = await changed(assembly, (template) => {
      const table = template.Resources[find(template, 'AWS::DynamoDB::Table')]?.Properties ?? {};
      (table['AttributeDefinitions'] as unknown[]).push({ AttributeName: 'colour', AttributeType: 'S' });
      (table['GlobalSecondaryIndexes'] as unknown[]).push({
        IndexName: 'byColour',
        KeySchema: [{ AttributeName: 'colour', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      });
    });
    const second = await run(upgraded, { dataDir });
    try {
      const { Items } = await tablesOf(second.cloud).send(
        new QueryCommand({
          TableName: 'Tickets',
          IndexName: 'byColour',
          KeyConditionExpression: 'colour = :c',
          ExpressionAttributeValues: { ':c': 'red' },
        }),
      );
      expect(Items).toEqual([{ pk: 'kept', colour: 'red' }]);
      const again = await secretsOf(second.cloud).send(new GetSecretValueCommand({ SecretId: 'Proofs' }));
      expect(again.SecretString).toBe(secret.SecretString);
      expect((await readdir(dataDir)).filter((name) => name.startsWith('rebuild'))).toEqual([]);
    } finally {
      await second.stop();
    }

    const rekeyed = await changed(assembly, (template) => {
      const table = template.Resources[find(template, 'AWS::DynamoDB::Table')]?.Properties ?? {};
      table['KeySchema'] = [{ AttributeName: 'number', KeyType: 'HASH' }];
    });
    await expect(run(rekeyed, { dataDir })).rejects.toThrow(/Tickets.*another key/);
  });
});

function pause(ms = 5): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
