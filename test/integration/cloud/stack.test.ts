import { mkdtemp } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { changed, find, synthesize } from '../../fixtures/cloud/assembly.ts';
import { ofKind, run, type Running } from '../../fixtures/cloud/running.ts';

type Template = Parameters<typeof find>[0];

let assembly: string;
let running: Running;

beforeAll(async () => {
  assembly = await synthesize();
  running = await run(assembly);
});
afterAll(() => running.stop());

const properties = (template: Template, type: string, prefix = ''): Record<string, unknown> =>
  template.Resources[find(template, type, prefix)]?.Properties ?? {};

describe('outputs', () => {
  test('are resolved to what answers here', () => {
    const { apiUrl, outputs } = running.cloud;
    expect(outputs).toEqual({
      Address: apiUrl,
      SupportUrl: `${apiUrl}/support`,
      TicketsTable: 'Tickets',
      Seen: 'Create 1 none',
      SeedId: 'seeded-Create',
    });
  });
});

describe('what the local cloud does not know stops the start', () => {
  test.each<[string, RegExp, (template: Template) => void]>([
    [
      'a type of resource',
      /Bucket1 is a AWS::S3::Bucket/,
      ({ Resources }) => (Resources['Bucket1'] = { Type: 'AWS::S3::Bucket', Properties: {} }),
    ],
    [
      'a property',
      /Behave\w+ \(AWS::Lambda::Function\).*Layers/,
      (template) => (properties(template, 'AWS::Lambda::Function', 'Behave')['Layers'] = ['arn:layer']),
    ],
    [
      'an intrinsic',
      /Respond\w+ \(AWS::Lambda::Function\).*Fn::ImportValue/,
      (template) =>
        (properties(template, 'AWS::Lambda::Function', 'Respond')['Timeout'] = { 'Fn::ImportValue': 'x' }),
    ],
    [
      'a reference to nothing',
      /Nobody/,
      (template) => (properties(template, 'AWS::Lambda::Function', 'Respond')['Role'] = { Ref: 'Nobody' }),
    ],
    [
      'an attribute',
      /StreamArn/,
      (template) => {
        const table = find(template, 'AWS::DynamoDB::Table');
        template.Outputs['Stream'] = { Value: { 'Fn::GetAtt': [table, 'StreamArn'] } };
      },
    ],
    [
      'a condition on a statement',
      /StoreFunction\w+ \(AWS::IAM::Policy\).*Condition/,
      (template) => {
        const policy = properties(template, 'AWS::IAM::Policy', 'StoreFunction');
        const { Statement } = policy['PolicyDocument'] as { Statement: Record<string, unknown>[] };
        Object.assign(Statement[0] ?? {}, { Condition: { StringEquals: {} } });
      },
    ],
    [
      'a managed policy',
      /AdministratorAccess/,
      (template) => {
        const role = properties(template, 'AWS::IAM::Role', 'Echo');
        role['ManagedPolicyArns'] = ['arn:aws:iam::aws:policy/AdministratorAccess'];
      },
    ],
    [
      'a condition on a resource',
      /condition OnlySometimes/,
      (template) =>
        Object.assign(template.Resources[find(template, 'AWS::DynamoDB::Table')] ?? {}, {
          Condition: 'OnlySometimes',
        }),
    ],
    [
      'an authorizer of another kind',
      /AuthorizationType/,
      (template) =>
        (properties(template, 'AWS::ApiGatewayV2::Route', 'ApiGETmodule')['AuthorizationType'] = 'AWS_IAM'),
    ],
    [
      'payload format 1.0',
      /PayloadFormatVersion/,
      (template) =>
        (properties(template, 'AWS::ApiGatewayV2::Integration', 'ApiGETmodule')['PayloadFormatVersion'] =
          '1.0'),
    ],
    [
      'a cron schedule',
      /EveryFiveMinutes\w+ \(AWS::Events::Rule\).*cron/,
      (template) => (properties(template, 'AWS::Events::Rule')['ScheduleExpression'] = 'cron(0 3 * * ? *)'),
    ],
    [
      'provisioned capacity',
      /BillingMode/,
      (template) => (properties(template, 'AWS::DynamoDB::Table')['BillingMode'] = 'PROVISIONED'),
    ],
    [
      'settings of a route that the stage does not wait for',
      /Unable to find Route by key GET \/limited/,
      (template) => delete template.Resources[find(template, 'AWS::ApiGatewayV2::Stage')]?.DependsOn,
    ],
    [
      'another runtime',
      /Python|python|Runtime/,
      (template) => (properties(template, 'AWS::Lambda::Function', 'Echo')['Runtime'] = 'python3.13'),
    ],
    [
      'another major of Node',
      /Echo runs on Node 22.*npm start/,
      (template) => (properties(template, 'AWS::Lambda::Function', 'Echo')['Runtime'] = 'nodejs22.x'),
    ],
  ])('%s', async (_, message, change) => {
    await expect(run(await changed(assembly, (template) => void change(template)))).rejects.toThrow(message);
  });

  test('a directory without an assembly', async () => {
    await expect(run(await mkdtemp(join(tmpdir(), 'cloud-nothing-')))).rejects.toThrow(/manifest.json/);
  });
});

describe('ports', () => {
  let blocker: Server;
  afterAll(() => void blocker.close());

  test('one that is taken is named, and nothing is left running', async () => {
    blocker = createServer();
    await new Promise<void>((resolve) => void blocker.listen(0, '127.0.0.1', resolve));
    const { port } = blocker.address() as AddressInfo;
    await expect(run(assembly, { ports: { api: port, dynamodb: 0 } })).rejects.toThrow(
      new RegExp(`Port ${port} for the API is taken`),
    );
  });
});

describe('schedules', () => {
  test('run at their rates on the shared clock, with what AWS sends', async () => {
    running.events.length = 0;
    const start = running.clock.now();
    await running.clock.advance(3_600_000);
    await running.cloud.settled();
    const runs = ofKind(running.events, 'log').map(
      ({ line }) => JSON.parse(line) as { event: Record<string, unknown>; now: number },
    );
    const five = runs.filter(({ event }) => event['source'] === 'aws.events');
    expect(five).toHaveLength(12);
    expect(five[0]?.event).toMatchObject({
      'detail-type': 'Scheduled Event',
      region: 'us-east-1',
      detail: {},
    });
    for (const [index, { now }] of five.entries()) {
      const due = start + (index + 1) * 300_000;
      expect(Math.abs(now - due)).toBeLessThan(30_000);
    }
    expect(runs.filter(({ event }) => event['hourly'] === true)).toHaveLength(1);
    expect(ofKind(running.events, 'schedule').map(({ schedule }) => schedule)).toContain('EveryFiveMinutes');
  });

  test('one that may not invoke its function stops the start', async () => {
    const unpermitted = await changed(assembly, (template) => {
      const id = find(template, 'AWS::Lambda::Permission', 'EveryFiveMinutes');
      Reflect.deleteProperty(template.Resources, id);
    });
    await expect(run(unpermitted)).rejects.toThrow(/EveryFiveMinutes may not invoke Scheduled/);
  });

  test('one that is disabled does not run', async () => {
    const disabled = await run(
      await changed(assembly, (template) => {
        properties(template, 'AWS::Events::Rule')['State'] = 'DISABLED';
      }),
    );
    try {
      await disabled.clock.advance(600_000);
      expect(ofKind(disabled.events, 'schedule')).toEqual([]);
    } finally {
      await disabled.stop();
    }
  });
});

describe('custom resources', () => {
  const withSeed = (seed: Record<string, unknown>) =>
    changed(assembly, (template) => {
      Object.assign(properties(template, 'Custom::Seed'), seed);
    });

  test('a failure stops the start with its reason', async () => {
    await expect(run(await withSeed({ mode: 'fail' }))).rejects.toThrow(
      /Seed.*the provider was told to fail/,
    );
  });

  test('no answer stops the start', async () => {
    await expect(run(await withSeed({ mode: 'silent' }))).rejects.toThrow(/Seed.*no answer/);
  });

  test('a provider that is not of this stack stops the start', async () => {
    await expect(run(await withSeed({ ServiceToken: 'arn:aws:lambda:elsewhere' }))).rejects.toThrow(
      /ServiceToken/,
    );
  });

  test('created once, left alone while unchanged, updated when its properties change', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'cloud-data-'));
    const seen: (string | undefined)[] = [];
    const asked: string[][] = [];
    for (const template of [assembly, assembly, await withSeed({ version: 2 })]) {
      const one = await run(template, { dataDir });
      seen.push(one.cloud.outputs['Seen']);
      asked.push(ofKind(one.events, 'custom-resource').map(({ requestType }) => requestType));
      await one.stop();
    }
    expect(seen).toEqual(['Create 1 none', 'Create 1 none', 'Update 2 1']);
    expect(asked).toEqual([['Create'], [], ['Update']]);
  });
});

test('closing ends every environment and frees the ports', async () => {
  const one = await run(assembly);
  const hanging = fetch(`${one.cloud.apiUrl}/behave/hang`, { method: 'POST' }).catch(() => 'cut off');
  while (!ofKind(one.events, 'log').some(({ line }) => line === 'hanging')) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await one.stop();
  expect(await hanging).toBe('cut off');
  await expect(fetch(one.cloud.apiUrl)).rejects.toThrow();
  await expect(fetch(one.cloud.dynamodbUrl)).rejects.toThrow();
});
