import { z } from 'zod';
import { type TemplateResource, UnknownInTemplate } from '../assembly.ts';
import type { Resolve } from '../intrinsics.ts';
import { parseRouteKey, type RouteKey } from '../routes.ts';
import { apiId } from './identities.ts';
import { boolean, number, parseProperties, withoutEffect } from './properties.ts';

const api = z.strictObject({
  Name: z.string(),
  ProtocolType: z.literal('HTTP'),
  Description: withoutEffect,
  DisableExecuteApiEndpoint: withoutEffect,
  IpAddressType: withoutEffect,
  Tags: withoutEffect,
  CorsConfiguration: z
    .strictObject({
      AllowCredentials: boolean.default(false),
      AllowHeaders: z.array(z.string()).default([]),
      AllowMethods: z.array(z.string()).default([]),
      AllowOrigins: z.array(z.string()).default([]),
      ExposeHeaders: z.array(z.string()).default([]),
      MaxAge: number.optional(),
    })
    .optional(),
});

const integration = z.strictObject({
  ApiId: z.string(),
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  IntegrationMethod: withoutEffect,
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: number.default(30_000),
  Description: withoutEffect,
});

const route = z.strictObject({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  ApiKeyRequired: z.literal(false).optional(),
  OperationName: withoutEffect,
});

const authorizer = z.strictObject({
  ApiId: z.string(),
  AuthorizerType: z.literal('JWT'),
  IdentitySource: z.tuple([z.string().regex(/^\$request\.header\.[\w-]+$/)]),
  JwtConfiguration: z.strictObject({ Audience: z.array(z.string()).min(1), Issuer: z.url() }),
  Name: withoutEffect,
});

const routeSettings = z.strictObject({
  ThrottlingRateLimit: number.optional(),
  ThrottlingBurstLimit: number.optional(),
  DetailedMetricsEnabled: withoutEffect,
});

const stage = z.strictObject({
  ApiId: z.string(),
  StageName: z.literal('$default'),
  AutoDeploy: z.literal(true),
  StageVariables: z.record(z.string(), z.string()).optional(),
  AccessLogSettings: z.strictObject({ DestinationArn: z.string(), Format: z.string() }).optional(),
  DefaultRouteSettings: routeSettings.optional(),
  RouteSettings: z.record(z.string(), routeSettings).default({}),
  Description: withoutEffect,
  Tags: withoutEffect,
});

export type CorsSpec = NonNullable<z.infer<typeof api>['CorsConfiguration']>;

export interface Throttle {
  ratePerSecond: number;
  burst: number;
}

/** A JWT authorizer: issuer and audience of the tokens, and their header (lower case). */
export interface AuthorizerSpec {
  issuer: string;
  audience: string[];
  header: string;
}

export interface RouteSpec extends RouteKey {
  functionArn: string;
  timeoutMs: number;
  throttle: Throttle | undefined;
  /** Undefined: no authorization. */
  authorizer: AuthorizerSpec | undefined;
}

export interface ApiSpec {
  id: string;
  cors: CorsSpec | undefined;
  routes: RouteSpec[];
  stageVariables: Record<string, string> | undefined;
  accessLogFormat: string | undefined;
}

/** The template's HTTP API; undefined when it has none. */
export function parseApi(resources: readonly TemplateResource[], resolve: Resolve): ApiSpec | undefined {
  const of = (type: string): TemplateResource[] => resources.filter((resource) => resource.type === type);
  const [resource, ...others] = of('AWS::ApiGatewayV2::Api');
  if (!resource) return undefined;
  if (others[0])
    throw new UnknownInTemplate(`${others[0].logicalId}: the local cloud runs one HTTP API, not several.`);

  const { CorsConfiguration: cors } = parseProperties(resource, resolve, api);
  const integrations = new Map(
    of('AWS::ApiGatewayV2::Integration').map((item) => [
      item.logicalId,
      parseProperties(item, resolve, integration),
    ]),
  );
  const authorizers = new Map(
    of('AWS::ApiGatewayV2::Authorizer').map((item) => [
      item.logicalId,
      authorizerSpec(parseProperties(item, resolve, authorizer)),
    ]),
  );
  const [stageResource, ...otherStages] = of('AWS::ApiGatewayV2::Stage');
  if (!stageResource || otherStages.length > 0) {
    throw new UnknownInTemplate(`${resource.logicalId}: the local cloud serves one stage, $default.`);
  }
  const settings = parseProperties(stageResource, resolve, stage);
  const routeIds = new Map<string, string>();

  const routes = of('AWS::ApiGatewayV2::Route').map((item): RouteSpec => {
    const {
      RouteKey: key,
      Target,
      AuthorizationType,
      AuthorizerId = '',
    } = parseProperties(item, resolve, route);
    const target = integrations.get(Target.slice('integrations/'.length));
    const parsed = parseRouteKey(key);
    if (!target || !parsed) {
      throw new UnknownInTemplate(
        `${item.logicalId} (${item.type}): the route ${key} or its target is not understood.`,
      );
    }
    const guard = AuthorizationType === 'JWT' ? authorizers.get(AuthorizerId) : undefined;
    if (AuthorizationType === 'JWT' && !guard) {
      throw new UnknownInTemplate(`${item.logicalId} (${item.type}): the authorizer of ${key} is not there.`);
    }
    if (routeIds.has(key))
      throw new UnknownInTemplate(`${item.logicalId} (${item.type}): ${key} is a route already.`);
    routeIds.set(key, item.logicalId);
    return {
      ...parsed,
      functionArn: target.IntegrationUri,
      timeoutMs: target.TimeoutInMillis,
      throttle: throttle({ ...settings.DefaultRouteSettings, ...settings.RouteSettings[key] }),
      authorizer: guard,
    };
  });

  // Without a dependency CloudFormation may create the stage first, which then fails on the missing route.
  for (const key of Object.keys(settings.RouteSettings)) {
    const logicalId = routeIds.get(key);
    if (logicalId === undefined || !stageResource.dependsOn.includes(logicalId)) {
      throw new UnknownInTemplate(
        `${stageResource.logicalId} (${stageResource.type}): Unable to find Route by key ${key}: the stage must depend on that route.`,
      );
    }
  }
  return {
    id: apiId(resource.logicalId),
    cors,
    routes,
    stageVariables: settings.StageVariables,
    accessLogFormat: settings.AccessLogSettings?.Format,
  };
}

function authorizerSpec({ IdentitySource, JwtConfiguration }: z.infer<typeof authorizer>): AuthorizerSpec {
  const [source] = IdentitySource;
  return {
    issuer: JwtConfiguration.Issuer,
    audience: JwtConfiguration.Audience,
    header: source.slice('$request.header.'.length).toLowerCase(),
  };
}

function throttle(settings: z.infer<typeof routeSettings>): Throttle | undefined {
  const { ThrottlingRateLimit: ratePerSecond, ThrottlingBurstLimit: burst } = settings;
  if (ratePerSecond === undefined && burst === undefined) return undefined;
  return { ratePerSecond: ratePerSecond ?? Infinity, burst: burst ?? Infinity };
}
