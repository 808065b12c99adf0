import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll } from '@jest/globals';
import dynalite from 'dynalite';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { TABLES } from '../../contract/tables.ts';
import { readAssembly } from '../../local/cloud/assembly.ts';
import { StoreError, type DynamoDbStore } from '../../local/cloud/dynamodb-store.ts';
import { createResolver } from '../../local/cloud/intrinsics.ts';
import { parseTable } from '../../local/cloud/resources/tables.ts';
import { prepareTables, tablesActive } from '../../local/cloud/tables.ts';

/* What the DynamoDB edge promises the desk's rules, on whatever DynamoDB answers: dynalite in this process, or the one at
   DYNAMODB_LOCAL_URL, see on-dynamodb-local.ts. */

/** The variables by which the stores know their tables. */
const VARIABLES = Object.fromEntries(Object.entries(TABLES).map(([name, { variable }]) => [variable, name]));

const PATIENT_MS = 30_000;

/** Gives this file's tests the template's tables, empty, and the stores the way to them. */
export function withTables(): { put(table: string, item: Record<string, unknown>): Promise<void> } {
  Object.assign(process.env, VARIABLES);
  let close = (): Promise<void> => Promise.resolve();
  let owner: DynamoDBDocumentClient;

  beforeAll(async () => {
    const amazons = process.env['DYNAMODB_LOCAL_URL'];
    const { url, stop } = amazons ? { url: amazons, stop: () => Promise.resolve() } : await startDynalite();
    // DynamoDB Local gives every access key tables of its own: no file meets another one's.
    const accessKeyId = `k${randomUUID().replaceAll('-', '')}`;
    const secretAccessKey = 'any';
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_DYNAMODB: url,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
    });
    await makeTables(url, accessKeyId);
    const credentials = { accessKeyId, secretAccessKey };
    owner = DynamoDBDocumentClient.from(
      new DynamoDBClient({ endpoint: url, region: 'us-east-1', credentials }),
    );
    const { dynamodb } = await import('../../edge/aws/dynamodb/client.ts');
    // The functions give up early, for Vonage's sake. Here a slow machine must not decide who won.
    const patient = new DynamoDBClient({ requestHandler: { requestTimeout: PATIENT_MS } });
    dynamodb.config.requestHandler = patient.config.requestHandler;
    close = async () => {
      for (const client of [owner, dynamodb]) client.destroy();
      await stop();
    };
  });
  afterAll(() => close());

  return {
    async put(TableName, Item) {
      await owner.send(new PutCommand({ TableName, Item }));
    },
  };
}

async function startDynalite(): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The tables as they would be deployed, made as the local cloud makes them. */
async function makeTables(url: string, accessKeyId: string): Promise<void> {
  const assembly = await readAssembly(process.env['FRONTDESK_ASSEMBLY'] ?? '');
  const resolve = createResolver({
    identities: new Map(),
    parameters: assembly.parameters,
    rewrite: (text) => text,
  });
  const specs = [...assembly.resources.values()]
    .filter(({ type }) => ['AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable'].includes(type))
    .map((resource) => parseTable(resource, resolve));
  const store = overHttp(url, accessKeyId);
  await prepareTables(store, specs, undefined);
  await tablesActive(store, specs);
}

function overHttp(url: string, accessKeyId: string): DynamoDbStore {
  return {
    forward: () => Promise.reject(new Error('Nothing is forwarded here.')),
    close: () => Promise.resolve(),
    async call(operation, input) {
      const reply = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.0',
          'x-amz-target': `DynamoDB_20120810.${operation}`,
          'x-amz-date': '19700101T000000Z',
          authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/19700101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=any`,
        },
        body: JSON.stringify(input),
      });
      const body = z.record(z.string(), z.unknown()).parse(await reply.json());
      if (reply.ok) return body;
      throw new StoreError(String(body['__type']).split('#').at(-1) ?? '', JSON.stringify(body));
    },
  };
}

/** Runs `work` so many times at once. @returns how many of them succeeded */
export async function winners(times: number, work: (index: number) => Promise<unknown>): Promise<number> {
  const answers = await Promise.all(Array.from({ length: times }, (_, index) => work(index)));
  return answers.filter((answer) => answer !== false && answer !== undefined).length;
}
