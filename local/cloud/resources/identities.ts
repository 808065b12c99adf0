import { createHash } from 'node:crypto';
import { type Assembly, type TemplateResource, UnknownInTemplate } from '../assembly.ts';
import { ACCOUNT_ID, type Identity, REGION } from '../intrinsics.ts';

/** What custom resources answered, once they did. */
export type CustomAnswers = ReadonlyMap<string, { physicalId: string; data: Record<string, unknown> }>;

/** Known, and without effect on a laptop: watching, alerting, and CDK's own bookkeeping. */
const WITHOUT_EFFECT = new Set([
  'AWS::CDK::Metadata',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Logs::MetricFilter',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SNS::Subscription',
]);

export function isCustomResource({ type }: TemplateResource): boolean {
  return type === 'AWS::CloudFormation::CustomResource' || type.startsWith('Custom::');
}

/** The names and ARNs of all resources; one of an unknown type stops the start. */
export function identify(
  assembly: Assembly,
  { apiUrl, answers }: { apiUrl: () => string; answers: CustomAnswers },
): Map<string, Identity> {
  const identities = new Map<string, Identity>();
  for (const resource of assembly.resources.values()) {
    identities.set(resource.logicalId, identity(resource, { apiUrl, answers }));
  }
  return identities;
}

function identity(
  resource: TemplateResource,
  { apiUrl, answers }: { apiUrl: () => string; answers: CustomAnswers },
): Identity {
  const { logicalId, type } = resource;
  const arn = (service: string, rest: string): string => `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${rest}`;
  const named = (name: string, attributes: Record<string, string>): Identity => ({
    ref: () => name,
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, () => value])),
  });

  switch (type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const name = ownName(resource, 'TableName');
      return named(name, { Arn: tableArn(name) });
    }
    case 'AWS::Lambda::Function': {
      const name = ownName(resource, 'FunctionName');
      return named(name, { Arn: arn('lambda', `function:${name}`) });
    }
    case 'AWS::IAM::Role': {
      const name = ownName(resource, 'RoleName', logicalId);
      return named(name, {
        Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`,
        RoleId: `AROA${fingerprint(name, 17)}`,
      });
    }
    case 'AWS::Logs::LogGroup': {
      const name = ownName(resource, 'LogGroupName', logicalId);
      return named(name, { Arn: arn('logs', `log-group:${name}:*`) });
    }
    case 'AWS::SecretsManager::Secret': {
      const secret = secretArn(ownName(resource, 'Name'));
      return named(secret, { Id: secret });
    }
    case 'AWS::ApiGatewayV2::Api': {
      const id = apiId(logicalId);
      return { ref: () => id, attributes: { ApiId: () => id, ApiEndpoint: apiUrl } };
    }
    case 'AWS::ApiGatewayV2::Stage':
      return named(ownName(resource, 'StageName', '$default'), {});
    case 'AWS::ApiGatewayV2::Route':
    case 'AWS::ApiGatewayV2::Integration':
    case 'AWS::ApiGatewayV2::Authorizer':
    case 'AWS::Lambda::Permission':
    case 'AWS::IAM::Policy':
      return named(logicalId, {});
    case 'AWS::Events::Rule':
      return named(logicalId, { Arn: arn('events', `rule/${logicalId}`) });
    case 'AWS::Scheduler::Schedule':
      return named(logicalId, { Arn: arn('scheduler', `schedule/default/${logicalId}`) });
    default:
  }
  if (WITHOUT_EFFECT.has(type)) {
    const own = arn(type.split('::')[1]?.toLowerCase() ?? 'local', logicalId);
    return named(type === 'AWS::SNS::Topic' ? own : logicalId, {
      Arn: own,
      TopicArn: own,
      TopicName: logicalId,
    });
  }
  if (isCustomResource(resource)) {
    const answer = (): { physicalId: string; data: Record<string, unknown> } => {
      const given = answers.get(logicalId);
      if (!given) throw new UnknownInTemplate(`${logicalId} (${type}) is needed before it has answered.`);
      return given;
    };
    return { ref: () => answer().physicalId, attributes: (name) => answer().data[name] };
  }
  throw new UnknownInTemplate(
    `${logicalId} is a ${type}: the local cloud does not know this type of resource.`,
  );
}

export function tableArn(name: string): string {
  return `arn:aws:dynamodb:${REGION}:${ACCOUNT_ID}:table/${name}`;
}

/** AWS ends a secret's ARN with six characters of its own choice. */
export function secretArn(name: string): string {
  return `arn:aws:secretsmanager:${REGION}:${ACCOUNT_ID}:secret:${name}-${fingerprint(name, 6)}`;
}

export function apiId(logicalId: string): string {
  return fingerprint(logicalId, 10).toLowerCase();
}

/** The name given in the template, else the logical one. */
function ownName(resource: TemplateResource, property: string, fallback = resource.name): string {
  const given = resource.properties[property];
  if (given === undefined) return fallback;
  if (typeof given === 'string') return given;
  throw new UnknownInTemplate(`${resource.logicalId} (${resource.type}): ${property} must be a plain text.`);
}

function fingerprint(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length).toUpperCase();
}
