import { CfnOutput, Duration, RemovalPolicy } from 'aws-cdk-lib';
import {
  CfnStage,
  CorsHttpMethod,
  HttpApi,
  HttpMethod,
  HttpStage,
  type HttpRoute,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ROUTES, THROTTLES, type RoutedFunction } from '../contract/routes.ts';
import type { Functions } from './functions.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Oidc } from './oidc.ts';

/** CDK passes these on as they are: CloudFormation's own spelling. */
type RouteSettings = Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }>;

/** The HTTP API at its domain's root, as contract/routes.ts lists it. */
export class Api extends Construct {
  constructor(
    scope: Construct,
    id: string,
    {
      functions,
      allowedOrigins,
      oidc,
    }: { functions: Functions; allowedOrigins: string[]; oidc: Oidc | undefined },
  ) {
    super(scope, id);
    const api = this.httpApi(allowedOrigins);
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: THROTTLES.webhooks.rate, burstLimit: THROTTLES.webhooks.burst },
    });
    // Whose token it is, the function learns from the claims that API Gateway hands on.
    const authorizer = oidc && new HttpJwtAuthorizer('Issuer', oidc.issuer, { jwtAudience: oidc.audience });
    if (oidc) functions.jwt.addEnvironment('OIDC_CLAIM', oidc.claim);
    this.configure(stage, addRoutes(api, functions, authorizer));
    this.output(api);
  }

  private httpApi(allowedOrigins: string[]): HttpApi {
    for (const origin of allowedOrigins) mustBeOrigin(origin);
    return new HttpApi(this, 'Http', {
      description: 'The desk where texts and calls arrive',
      createDefaultStage: false,
      ...(allowedOrigins.length > 0 && {
        corsPreflight: {
          allowOrigins: allowedOrigins,
          allowMethods: [CorsHttpMethod.GET, CorsHttpMethod.POST],
          allowHeaders: ['authorization', 'content-type', 'idempotency-key'],
          maxAge: Duration.hours(1),
        },
      }),
    });
  }

  /** The access log, and each route's own throttle. */
  private configure(stage: HttpStage, routes: HttpRoute[]): void {
    const log = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.TWO_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const resource = stage.node.defaultChild;
    if (!(resource instanceof CfnStage)) throw new Error('The stage has no resource to configure.');
    // The path without its query: webhook URLs carry a token, GET webhooks texts and numbers.
    resource.accessLogSettings = {
      destinationArn: log.logGroupArn,
      format: JSON.stringify({
        requestId: '$context.requestId',
        at: '$context.requestTime',
        route: '$context.routeKey',
        status: '$context.status',
        ms: '$context.responseLatency',
        integrationMs: '$context.integrationLatency',
        error: '$context.integrationErrorMessage',
      }),
    };
    // Settings of a route that is not made yet fail the deployment ("Unable to find Route by key").
    resource.routeSettings = routeSettings();
    for (const route of routes) resource.node.addDependency(route);
  }

  private output(api: HttpApi): void {
    new CfnOutput(this, 'ApiUrl', {
      value: api.apiEndpoint,
      description: 'Where the desk is',
    }).overrideLogicalId('ApiUrl');
    for (const [name, path, use] of REGISTERED) {
      new CfnOutput(this, name, { value: `${api.apiEndpoint}${path}`, description: use }).overrideLogicalId(
        name,
      );
    }
  }
}

/** Adds every route of the contract, each function with one integration. */
function addRoutes(
  api: HttpApi,
  functions: Functions,
  authorizer: HttpJwtAuthorizer | undefined,
): HttpRoute[] {
  const integrations = new Map<string, HttpLambdaIntegration>();
  return ROUTES.flatMap((route) => {
    const handler = serviceFunction(functions, route.function);
    const integration =
      integrations.get(route.function) ?? new HttpLambdaIntegration(handler.node.id, handler);
    integrations.set(route.function, integration);
    return api.addRoutes({
      path: route.path,
      methods: route.methods.map((method) => HttpMethod[method]),
      integration,
      ...(route.authentication === 'agent-key' && authorizer && { authorizer }),
    });
  });
}

/** The construct of a function that the contract names. */
function serviceFunction(functions: Functions, name: RoutedFunction): ServiceFunction {
  const byName: Record<RoutedFunction, ServiceFunction> = {
    agents: functions.agents,
    answer: functions.answer,
    'call-event': functions.callEvent,
    'delivery-receipt': functions.deliveryReceipt,
    'delivery-reply': functions.deliveryReply,
    dtmf: functions.dtmf,
    'inbound-sms': functions.inboundSms,
    jwt: functions.jwt,
    notify: functions.notify,
    pages: functions.pages,
    route: functions.route,
    tickets: functions.tickets,
  };
  return byName[name];
}

const routeSettings = (): RouteSettings =>
  Object.fromEntries(
    ROUTES.flatMap(({ path, methods, throttle }) =>
      methods.map((method) => {
        const { rate, burst } = THROTTLES[throttle];
        return [`${method} ${path}`, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }];
      }),
    ),
  );

/** A pattern would let any page in, and a path or a closing slash none: browsers compare the bare origin. */
function mustBeOrigin(written: string): void {
  const isOrigin =
    /^https?:[^*]+$/.test(written) && URL.canParse(written) && new URL(written).origin === written;
  if (!isOrigin) {
    throw new Error(
      `"${written}" cannot be an allowed origin: write scheme, host and port, such as https://desk.example.com.`,
    );
  }
}

/** The URLs that an owner registers; without the token that the set-up command adds to those of SMS. */
const REGISTERED: [output: string, path: (typeof ROUTES)[number]['path'], use: string][] = [
  ['SupportUrl', '/support', 'Inbound SMS of the support number (the set-up command adds the token)'],
  ['UpdateUrl', '/update', 'Inbound SMS of the delivery number (the set-up command adds the token)'],
  ['ReceiptsUrl', '/receipts', 'Delivery receipts of the account (the set-up command adds the token)'],
  ['AnswerUrl', '/webhooks/answer', 'Answer URL of the voice application'],
  ['FallbackUrl', '/webhooks/fallback', 'Fallback answer URL of the voice application'],
  ['EventUrl', '/webhooks/event', 'Event URL of the voice application'],
  ['NotifyUrl', '/notify', 'Where staff and the shop send notifications'],
  ['JwtUrl', '/api/jwt', "Where agents' apps fetch their JWT"],
];
