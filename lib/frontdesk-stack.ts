import { CfnOutput, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { Api } from './api.ts';
import { Functions } from './functions.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Oidc } from './oidc.ts';
import { Secrets } from './secrets.ts';
import { Tables } from './tables.ts';

/** The whole desk: tables, secrets, functions, and the API in front of them. */
export class FrontdeskStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    {
      allowedOrigins,
      oidc,
      simulator = false,
    }: {
      allowedOrigins: string[];
      oidc?: Oidc | undefined;
      /**
       * Whether the agents' desk may take its calls from a simulated Vonage on this machine, and stand in frames there: at
       * these origins, or at any.
       */
      simulator?: boolean | string[];
    },
  ) {
    super(scope, id, { description: 'frontdesk: SMS support, two-way SMS and a contact centre' });
    const tables = new Tables(this, 'Tables');
    const secrets = new Secrets(this, 'Secrets');
    const functions = new Functions(this, 'Functions', { tables, secrets, oidc, simulator });
    new Api(this, 'Api', { functions, allowedOrigins, oidc });

    new Rule(this, 'EveryMinute', {
      description: 'Sends what is due and nobody else picks up',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(functions.sweep, { retryAttempts: 0 })],
    });

    new CustomResource(this, 'Seed', {
      serviceToken: functions.seed.functionArn,
      serviceTimeout: Duration.minutes(5),
      resourceType: 'Custom::Seed',
      // CloudFormation calls again when a property changes. The bundle holds all that is seeded, wherever it is written.
      properties: { bundle: bundleOf(functions.seed) },
    }).node.addDependency(functions.seed);

    const outputs: Record<string, string> = {
      ...Object.fromEntries([...tables.all].map(([name, table]) => [`${name}Table`, table.tableName])),
      VonageSecret: secrets.vonage.secretArn,
      ProofsSecret: secrets.proofs.secretArn,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });
  }
}

/** The key of the function's bundle in the assets' bucket, which follows from its content. */
function bundleOf(seed: ServiceFunction): string {
  const resource = seed.node.defaultChild;
  const code = resource instanceof CfnFunction ? resource.code : {};
  if (!('s3Key' in code) || code.s3Key === undefined) throw new Error('The seed function has no bundle.');
  return code.s3Key;
}
