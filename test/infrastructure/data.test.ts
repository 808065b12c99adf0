import { describe, expect, test } from '@jest/globals';
import { theStack } from './stack.ts';

const stack = theStack();
const AGING = ['Calls', 'Deliveries', 'Guesses', 'Messages', 'Tickets'];

test('the tables of the design card are there', () => {
  expect([...stack.tables().keys()]).toEqual(expect.arrayContaining(['Tickets', 'Messages', 'NccoConfig']));
});

describe.each([...stack.tables()])('the table %s', (name, table) => {
  test('bills by request, can be restored to any second, survives mistakes and its stack', () => {
    expect(table.Properties).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
    });
    expect(table.DeletionPolicy).toBe('Retain');
    expect(table.UpdateReplacePolicy).toBe('Retain');
    expect(JSON.stringify(table.Properties)).not.toContain('ProvisionedThroughput');
  });

  test('forgets what ages, and only that', () => {
    const ttl = table.Properties['TimeToLiveSpecification'];
    if (AGING.includes(name)) expect(ttl).toMatchObject({ Enabled: true });
    else expect(ttl).toBeUndefined();
  });

  test('has a name of CloudFormation’s choosing: two desks fit into one account', () => {
    expect(table.Properties['TableName']).toBeUndefined();
  });
});

test('NccoConfig has the key that ops and documents speak of', () => {
  expect(stack.tables().get('NccoConfig')?.Properties['KeySchema']).toEqual([
    { AttributeName: 'name', KeyType: 'HASH' },
  ]);
});

describe('the secrets', () => {
  test('are two, survive the stack, and their values stand nowhere in the template', () => {
    const secrets = stack.of('AWS::SecretsManager::Secret');
    expect(secrets).toHaveLength(2);
    for (const secret of secrets) {
      expect(secret.DeletionPolicy).toBe('Retain');
      expect(secret.Properties['SecretString']).toBeUndefined();
    }
    expect(stack.raw.match(/"SecretString"|resolve:secretsmanager|PRIVATE KEY|NoEcho/)).toBeNull();
  });

  test('no resource opens data to others: no resource policy, no public principal', () => {
    for (const type of [
      'AWS::SecretsManager::ResourcePolicy',
      'AWS::Lambda::Url',
      'AWS::IAM::User',
      'AWS::IAM::AccessKey',
      'AWS::S3::Bucket',
    ]) {
      expect(stack.of(type)).toEqual([]);
    }
    expect(stack.raw.match(/"Principal":("\*"|\{"AWS":"\*"\})/)).toBeNull();
  });
});

test('no resource has a name of its own choice, so that a second desk stands beside the first', () => {
  const names = {
    'AWS::DynamoDB::Table': 'TableName',
    'AWS::SecretsManager::Secret': 'Name',
    'AWS::Lambda::Function': 'FunctionName',
    'AWS::IAM::Role': 'RoleName',
    'AWS::Logs::LogGroup': 'LogGroupName',
    'AWS::Events::Rule': 'Name',
  };
  for (const [type, property] of Object.entries(names)) {
    const chosen = stack
      .of(type)
      .map(({ Properties }) => Properties[property])
      .filter((name) => typeof name === 'string');
    expect({ type, chosen }).toEqual({ type, chosen: [] });
  }
});
