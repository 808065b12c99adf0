import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { TABLES, type IndexName, type TableName } from '../contract/tables.ts';
import { bundle } from './bundle.ts';
import { SECRETS, type SecretName, type Secrets } from './secrets.ts';
import type { Tables } from './tables.ts';

/** What a function may ask of a table, one action at a time: Scan is not among them. */
export type TableAction = 'BatchGetItem' | 'DeleteItem' | 'GetItem' | 'PutItem' | 'Query' | 'UpdateItem';

interface FunctionShape {
  /** MB. */
  memory: number;
  timeout: Duration;
  /** Adds files to the bundle's directory. */
  beside?: (directory: string) => void;
}

/** How every Lambda is built: its folder in `functions/`, bundled and minified, with a role and a log of its own. */
export class ServiceFunction extends Function {
  readonly #data: { tables: Tables; secrets: Secrets };

  constructor(
    scope: Construct,
    name: string,
    data: { tables: Tables; secrets: Secrets },
    { memory, timeout, beside }: FunctionShape,
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
    this.#data = data;
  }

  /**
   * Gives the function the table's physical name in the table's variable, and permission for exactly these actions.
   *
   * @param indexes with `Query` alone, the permission is for these indexes and not for the table itself
   */
  uses<T extends TableName>(name: T, actions: TableAction[], indexes: IndexName<T>[] = []): this {
    const table = this.#data.tables.named(name);
    this.addEnvironment(TABLES[name].variable, table.tableName);
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

  /** Gives the function the secret's ARN in the secret's variable, and permission to read that secret. */
  reads(name: SecretName): this {
    const secret = this.#data.secrets[name];
    this.addEnvironment(SECRETS[name], secret.secretArn);
    this.addToRolePolicy(
      new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: [secret.secretArn] }),
    );
    return this;
  }
}
