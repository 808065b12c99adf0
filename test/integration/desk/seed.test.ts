import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import { TestDesk } from '../../desk/desk.ts';

let desk: TestDesk;
let cloudFormation: Server;
let reported: Record<string, unknown> | undefined;
let refusals = 0;
let contentTypes: (string | undefined)[] = [];

beforeAll(async () => {
  desk = await TestDesk.open();
  cloudFormation = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      contentTypes.push(request.headers['content-type']);
      if (refusals > 0) {
        refusals -= 1;
        response.writeHead(500).end();
        return;
      }
      reported = z.record(z.string(), z.unknown()).parse(JSON.parse(body));
      response.end();
    });
  });
  await new Promise<void>((resolve) => cloudFormation.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  cloudFormation.close();
  await desk.close();
});

/** Deploys again, as far as this function goes: CloudFormation calls it, and hears from it at a URL of its own. */
async function deploy(
  RequestType: 'Create' | 'Update' | 'Delete',
): Promise<Record<string, unknown> | undefined> {
  reported = undefined;
  contentTypes = [];
  await desk.system.cloud.invoke(seedFunction(), {
    RequestType,
    ResponseURL: `http://127.0.0.1:${(cloudFormation.address() as AddressInfo).port}/`,
    StackId: 'stack',
    RequestId: 'request-1',
    LogicalResourceId: 'Seed',
    ResourceType: 'Custom::Seed',
  });
  return reported;
}

function seedFunction(): string {
  const file = join(process.env['FRONTDESK_ASSEMBLY'] ?? '', 'Frontdesk.template.json');
  const template = z
    .object({ Resources: z.record(z.string(), z.object({ Type: z.string() })) })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const functions = Object.entries(template.Resources).filter(
    ([, { Type }]) => Type === 'AWS::Lambda::Function',
  );
  return functions.find(([id]) => id.includes('seed'))?.[0] ?? '';
}

const config = async (name: string) => (await desk.items('NccoConfig')).find((item) => item['name'] === name);

describe('the first items', () => {
  test('stand there after the first deployment, the presets in the tutorial’s words', async () => {
    expect(await config('answer')).toMatchObject({ incoming: 'inbound-call', outgoing: 'outbound-call' });
    expect(await config('inbound-call')).toMatchObject({
      ncco: [
        { action: 'talk', text: 'Thank you for calling Jane' },
        { action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] },
      ],
    });
    expect((await desk.items('Agents')).map((item) => item['name']).sort()).toEqual(['Jane', 'Joe']);
  });

  test('a later deployment puts what is missing and overwrites nothing', async () => {
    await desk.configure({ name: 'answer', incoming: 'ivr', outgoing: 'outbound-call' });
    expect(await deploy('Update')).toMatchObject({
      Status: 'SUCCESS',
      RequestId: 'request-1',
      LogicalResourceId: 'Seed',
    });
    expect(await config('answer')).toMatchObject({ incoming: 'ivr' });
  });

  test('what a newer version knows is added to settings and texts, and nothing that ops wrote is changed', async () => {
    await desk.configure({ name: 'settings', businessName: 'Mine', limits: { parts: 3 }, queue: 'none' });
    await desk.configure({ name: 'texts/en', help: 'Call us.' });
    await desk.configure({ name: 'menu', choices: { '1': 'Jane' } });
    expect(await deploy('Update')).toMatchObject({ Status: 'SUCCESS' });
    expect(await config('settings')).toMatchObject({
      businessName: 'Mine',
      language: 'en',
      limits: { parts: 3, textsPerDay: 5_000 },
      queue: 'none',
      jwtMinutes: 720,
    });
    expect(await config('texts/en')).toMatchObject({
      help: 'Call us.',
      confirm: expect.stringContaining('{ticket}'),
    });
    expect(await config('menu')).toEqual({ name: 'menu', choices: { '1': 'Jane' } });
  });

  test('an agent who was removed does not come back with an upgrade', async () => {
    await desk.tables.send(new DeleteCommand({ TableName: 'Agents', Key: { name: 'Joe' } }));
    await deploy('Update');
    expect((await desk.items('Agents')).map((item) => item['name'])).toEqual(['Jane']);
  });

  test('the answer goes out in the form that S3 takes, and again when it was not taken', async () => {
    refusals = 1;
    expect(await deploy('Update')).toMatchObject({ Status: 'SUCCESS' });
    expect(contentTypes).toEqual(['', '']);
  });

  test('rights that AWS grants a moment late, or a table that throttles, do not fail a deployment', async () => {
    const answer = await desk.withCloudFault({ dynamodb: { throttle: 60 } }, () => deploy('Create'));
    expect(answer).toMatchObject({ Status: 'SUCCESS' });
  });

  test('a stack that is deleted keeps its items and is not held up', async () => {
    expect(await deploy('Delete')).toMatchObject({ Status: 'SUCCESS' });
    expect(await config('answer')).toBeDefined();
  });

  test('a table that stays away is reported, not waited for until CloudFormation gives up', async () => {
    const before = desk.logs().length;
    const answer = await desk.withCloudFault({ dynamodb: { down: true } }, async () => {
      const deployed = deploy('Update');
      await desk.until(() => desk.logs().slice(before).includes('seed-failed'));
      await desk.simulate('POST', '/cloud/clock', { advanceMs: 15_000 });
      return deployed;
    });
    expect(answer).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('seed') });
  });
});
