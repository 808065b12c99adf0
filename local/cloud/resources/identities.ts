import { createHash } from 'node:crypto';
import { type Assembly, type TemplateResource, UnknownInTemplate } from '../assembly.ts';
import { ACCOUNT_ID, type Identity, REGION } from '../intrinsics.ts';

/** The answers of custom resources' providers, by logical id, once they are known. */
export type CustomAnswers = ReadonlyMap<string, { physicalId: string; data: Record<string, unknown> }>;

/** Supported, and without effect on a laptop: monitoring, alerts, and CDK's own metadata. */
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

/** The names and ARNs of all resources. @throws {UnknownInTemplate} for an unknown type */
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
  const fixed = FIXED_IDENTITIES.get(type);
  if (fixed) return fixed(resource);
  if (type === 'AWS::ApiGatewayV2::Api') {
    const id = apiId(logicalId);
    return { ref: () => id, attributes: { ApiId: () => id, ApiEndpoint: apiUrl } };
  }
  if (WITHOUT_EFFECT.has(type)) return identityWithoutEffect(resource);
  if (isCustomResource(resource)) return customIdentity(resource, answers);
  throw new UnknownInTemplate(
    `${logicalId} is a ${type}: the local cloud does not know this type of resource.`,
  );
}

const byLogicalId = ({ logicalId }: TemplateResource): Identity => named(logicalId, {});

function table(resource: TemplateResource): Identity {
  const name = ownName(resource, 'TableName');
  return named(name, { Arn: tableArn(name) });
}

/** Resource types whose names and ARNs follow from the template alone. */
const FIXED_IDENTITIES = new Map<string, (resource: TemplateResource) => Identity>([
  ['AWS::DynamoDB::Table', table],
  ['AWS::DynamoDB::GlobalTable', table],
  [
    'AWS::Lambda::Function',
    (resource) => {
      const name = ownName(resource, 'FunctionName');
      return named(name, { Arn: arn('lambda', `function:${name}`) });
    },
  ],
  [
    'AWS::IAM::Role',
    (resource) => {
      const name = ownName(resource, 'RoleName', resource.logicalId);
      return named(name, {
        Arn: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`,
        RoleId: `AROA${fingerprint(name, 17)}`,
      });
    },
  ],
  [
    'AWS::Logs::LogGroup',
    (resource) => {
      const name = ownName(resource, 'LogGroupName', resource.logicalId);
      return named(name, { Arn: arn('logs', `log-group:${name}:*`) });
    },
  ],
  [
    'AWS::SecretsManager::Secret',
    (resource) => {
      const secret = secretArn(ownName(resource, 'Name'));
      return named(secret, { Id: secret });
    },
  ],
  ['AWS::ApiGatewayV2::Stage', (resource) => named(ownName(resource, 'StageName', '$default'), {})],
  ['AWS::ApiGatewayV2::Route', byLogicalId],
  ['AWS::ApiGatewayV2::Integration', byLogicalId],
  ['AWS::ApiGatewayV2::Authorizer', byLogicalId],
  ['AWS::Lambda::Permission', byLogicalId],
  ['AWS::IAM::Policy', byLogicalId],
  ['AWS::Events::Rule', ({ logicalId }) => named(logicalId, { Arn: arn('events', `rule/${logicalId}`) })],
  [
    'AWS::Scheduler::Schedule',
    ({ logicalId }) => named(logicalId, { Arn: arn('scheduler', `schedule/default/${logicalId}`) }),
  ],
]);

function identityWithoutEffect({ logicalId, type }: TemplateResource): Identity {
  const own = arn(type.split('::')[1]?.toLowerCase() ?? 'local', logicalId);
  return named(type === 'AWS::SNS::Topic' ? own : logicalId, {
    Arn: own,
    TopicArn: own,
    TopicName: logicalId,
  });
}

function customIdentity({ logicalId, type }: TemplateResource, answers: CustomAnswers): Identity {
  const answer = (): { physicalId: string; data: Record<string, unknown> } => {
    const given = answers.get(logicalId);
    if (!given) throw new UnknownInTemplate(`${logicalId} (${type}) is needed before it has answered.`);
    return given;
  };
  return { ref: () => answer().physicalId, attributes: (name) => answer().data[name] };
}

function named(name: string, attributes: Record<string, string>): Identity {
  return {
    ref: () => name,
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, () => value])),
  };
}

function arn(service: string, rest: string): string {
  return `arn:aws:${service}:${REGION}:${ACCOUNT_ID}:${rest}`;
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
