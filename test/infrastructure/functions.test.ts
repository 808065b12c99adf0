import { describe, expect, test } from '@jest/globals';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { list, nameOf, referred, referredIn, theStack } from './stack.ts';

const stack = theStack();
const functions = [...stack.functions()];
const LEASE_S = 60;

/** Who needs what: the tables that a function works on, and the secrets that it reads. */
const NEEDS: Record<string, { tables: string[]; secrets: string[] }> = {
  pages: { tables: ['NccoConfig'], secrets: [] },
  'inbound-sms': {
    tables: ['Deliveries', 'Messages', 'NccoConfig', 'Tickets'],
    secrets: ['Proofs', 'Vonage'],
  },
  'delivery-reply': {
    tables: ['Deliveries', 'Messages', 'NccoConfig', 'Tickets'],
    secrets: ['Proofs', 'Vonage'],
  },
  'delivery-receipt': { tables: ['Messages'], secrets: ['Proofs'] },
  notify: {
    tables: ['Deliveries', 'Guesses', 'Messages', 'NccoConfig', 'Tickets'],
    secrets: ['Proofs', 'Vonage'],
  },
  jwt: { tables: ['Agents', 'Guesses', 'NccoConfig'], secrets: ['Proofs', 'Vonage'] },
  answer: { tables: ['Agents', 'Calls', 'NccoConfig'], secrets: ['Proofs'] },
  dtmf: { tables: ['Agents', 'Calls', 'NccoConfig'], secrets: ['Proofs'] },
  route: { tables: ['Agents', 'Calls', 'NccoConfig'], secrets: ['Proofs'] },
  agents: { tables: ['Agents'], secrets: ['Proofs'] },
  'call-event': {
    tables: ['Calls', 'Messages', 'NccoConfig', 'Tickets'],
    secrets: ['Proofs', 'Vonage'],
  },
  tickets: {
    tables: ['Agents', 'Calls', 'Messages', 'NccoConfig', 'Tickets'],
    secrets: ['Proofs', 'Vonage'],
  },
  sweep: { tables: ['Calls', 'Deliveries', 'Messages', 'NccoConfig', 'Tickets'], secrets: ['Vonage'] },
  seed: { tables: ['Agents', 'NccoConfig'], secrets: [] },
};

const settings = z.looseObject({
  Runtime: z.string(),
  Architectures: z.array(z.string()),
  MemorySize: z.number(),
  Timeout: z.number(),
  Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
});

test('there is one function for each folder in functions/ but what they share, and none besides', () => {
  const folders = readdirSync(join(import.meta.dirname, '../../functions'), { withFileTypes: true });
  const names = folders
    .filter((entry) => entry.isDirectory() && entry.name !== 'shared')
    .map(({ name }) => name);
  expect(functions.map(([name]) => name).sort()).toEqual(names.sort());
  expect(Object.keys(NEEDS).sort()).toEqual(names.sort());
});

describe.each(functions)('%s', (name, found) => {
  const made = settings.parse(found.Properties);

  test('runs on Node 24 and arm64 with memory and a timeout of its own, over before a lease is', () => {
    expect(made.Runtime).toBe('nodejs24.x');
    expect(made.Architectures).toEqual(['arm64']);
    expect(made.MemorySize).toBeGreaterThanOrEqual(128);
    expect(made.Timeout).toBeGreaterThan(3);
    expect(made.Timeout).toBeLessThan(LEASE_S);
  });

  test('has a role that no other function has, open to Lambda alone, with no managed policy', () => {
    const role = referred(found.Properties['Role']);
    expect(functions.filter(([, other]) => referred(other.Properties['Role']) === role)).toHaveLength(1);
    const [properties] = stack
      .of('AWS::IAM::Role')
      .filter(({ id }) => id === role)
      .map(({ Properties }) => Properties);
    expect(properties?.['ManagedPolicyArns']).toBeUndefined();
    expect(JSON.stringify(properties?.['AssumeRolePolicyDocument'])).toContain(
      '"Service":"lambda.amazonaws.com"',
    );
    expect(JSON.stringify(properties?.['AssumeRolePolicyDocument'])).not.toContain('AWS"');
  });

  test('writes to a log group that no other function has, and to no other', () => {
    const group = referred(
      z.looseObject({ LogGroup: z.unknown() }).parse(found.Properties['LoggingConfig']).LogGroup,
    );
    const mine = stack.of('AWS::Logs::LogGroup').find(({ id }) => id === group);
    expect(mine?.Properties['RetentionInDays']).toBeGreaterThan(0);
    const writes = stack
      .statementsOf(name)
      .filter(({ Action }) => Action.some((action) => action.startsWith('logs:')));
    expect(writes.flatMap(({ Resource }) => referredIn(Resource))).toEqual([group]);
    expect(
      functions.filter(([, other]) => referredIn(other.Properties['LoggingConfig']).includes(group)),
    ).toHaveLength(1);
  });

  test('may do exactly named actions on exactly named resources', () => {
    const statements = stack.statementsOf(name);
    expect(statements.length).toBeGreaterThan(0);
    for (const { Effect, Action, Resource } of statements) {
      expect(Effect).toBe('Allow');
      expect(Resource.length).toBeGreaterThan(0);
      expect(JSON.stringify([Action, Resource])).not.toContain('*');
      for (const action of Action) {
        expect(action).toMatch(
          /^(logs:(CreateLogStream|PutLogEvents)|secretsmanager:GetSecretValue|dynamodb:\w+)$/,
        );
        expect(action).not.toMatch(/Scan|PartiQL|Table|BatchWrite|Describe/);
      }
    }
  });

  test('touches the tables and reads the secrets that it needs, and knows no other', () => {
    const granted = stack
      .statementsOf(name)
      .filter(({ Action }) => !Action.some((action) => action.startsWith('logs:')))
      .flatMap(({ Resource }) => referredIn(Resource))
      .map(nameOf);
    const needs = NEEDS[name];
    const expected = [...(needs?.tables ?? []), ...(needs?.secrets ?? [])].sort();
    expect([...new Set(granted)].sort()).toEqual(expected);
    const known = referredIn(Object.values(made.Environment.Variables)).map(nameOf);
    expect([...new Set(known)].sort()).toEqual(expected);
  });

  test('is told names in its environment, never a value of a secret', () => {
    for (const [variable, value] of Object.entries(made.Environment.Variables)) {
      if (variable === 'STACK') {
        expect(value).toBe('Frontdesk');
        continue;
      }
      // The laptop's own switch: see the deployed stack in bundle.test.ts.
      if (variable === 'SIMULATOR' && value === 'yes') continue;
      expect(referredIn(value)).toHaveLength(1);
      expect(JSON.stringify(value)).not.toContain('resolve:');
    }
  });
});

describe('who may write', () => {
  const writes = (name: string) =>
    stack
      .statementsOf(name)
      .flatMap(({ Action }) =>
        Action.filter((action) => /Put|Update|Delete/.test(action) && action.startsWith('dynamodb:')),
      );

  test('pages only reads; the first items are put, and completed; only reopening removes', () => {
    expect(writes('pages')).toEqual([]);
    expect(new Set(writes('seed'))).toEqual(new Set(['dynamodb:PutItem', 'dynamodb:UpdateItem']));
    const removers = functions
      .map(([name]) => name)
      .filter((name) => writes(name).includes('dynamodb:DeleteItem'));
    expect(removers.toSorted()).toEqual(['call-event', 'delivery-reply', 'inbound-sms', 'sweep', 'tickets']);
  });
});

test('every permission to invoke names who may, and from where', () => {
  for (const { Properties } of stack.of('AWS::Lambda::Permission')) {
    expect(['apigateway.amazonaws.com', 'events.amazonaws.com']).toContain(Properties['Principal']);
    expect(Properties['SourceArn']).toBeDefined();
  }
});

test('the sweep runs every minute by its schedule and by nothing else', () => {
  const sweep = stack.functions().get('sweep')?.id;
  const [rule, ...others] = stack.of('AWS::Events::Rule');
  expect(others).toEqual([]);
  expect(rule?.Properties).toMatchObject({ ScheduleExpression: 'rate(1 minute)', State: 'ENABLED' });
  expect(list(rule?.Properties['Targets']).map(referred)).toEqual([sweep]);
  const callers = stack
    .of('AWS::Lambda::Permission')
    .filter(({ Properties }) => referred(Properties['FunctionName']) === sweep);
  expect(callers.map(({ Properties }) => Properties['Principal'])).toEqual(['events.amazonaws.com']);
});

test('a change of anything that is seeded makes CloudFormation seed again: the property is the bundle itself', () => {
  const [seed] = stack.of('Custom::Seed');
  const bundle = seed?.Properties['bundle'];
  expect(bundle).toMatch(/^[0-9a-f]{64}\.zip$/);
  expect(stack.functions().get('seed')?.Properties['Code']).toMatchObject({ S3Key: bundle });
});
