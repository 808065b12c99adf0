import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { bundle } from './bundle.ts';

/** What a function may ask of a table, one action at a time: Scan is not among them. */
export type TableAction = 'BatchGetItem' | 'DeleteItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

/** How every Lambda of the house is built: its folder in `functions/`, bundled and minified, with a role and a log of its own. */
export class ServiceFunction extends Function {
  constructor(
    scope: Construct,
    name: string,
    { memory, timeout, beside }: { memory: number; timeout: Duration; beside?: (directory: string) => void },
  ) {
    const logGroup = new LogGroup(scope, `${name}-log`, {
      retention: RetentionDays.TWO_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(scope, `${name}-role`, { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    super(scope, name, {
      code: bundle(name, beside),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout,
      // Metrics are counted by it.
      environment: { STACK: Stack.of(scope).stackName },
      role,
      logGroup,
    });
  }

  /** Gives the function the table's name as `variable`, and exactly these actions on it and on these indexes. */
  uses(table: Table, variable: string, actions: TableAction[], indexes: string[] = []): this {
    this.addEnvironment(variable, table.tableName);
    const onTable =
      indexes.length > 0 && actions.length === 1 && actions[0] === 'Query' ? [] : [table.tableArn];
    this.addToRolePolicy(
      new PolicyStatement({
        actions: actions.map((action) => `dynamodb:${action}`),
        resources: [...onTable, ...indexes.map((index) => `${table.tableArn}/index/${index}`)],
      }),
    );
    return this;
  }

  /** Gives the function the secret's ARN as `variable`, and lets it read that secret. */
  knows(secret: Secret, variable: string): this {
    this.addEnvironment(variable, secret.secretArn);
    this.addToRolePolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
    );
    return this;
  }
}
