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
import type { Functions } from './functions.ts';
import type { ServiceFunction } from './service-function.ts';
import type { Oidc } from './oidc.ts';

const { GET, POST } = HttpMethod;

type RouteSettings = Record<string, { ThrottlingRateLimit: number; ThrottlingBurstLimit: number }>;

/** Requests a second, and how many may come at once. */
interface Throttle {
  rate: number;
  burst: number;
}

/**
 * A route's throttle is one for everybody and is taken before any proof: a stranger who sends garbage faster than it
 * shuts everybody out. So it is far above what a desk needs, what comes without a proof is refused within milliseconds
 * and by no more than a cached read, and the throttle is only the bound on what a flood can cost: at 200 a second some
 * 20 dollars a day and route. Wrong keys are counted where it is known whose they are (desk/agents/guesses.ts), and addresses by
 * what an owner puts in front (docs/operations.md).
 */
const PEOPLE: Throttle = { rate: 200, burst: 400 };
/** Vonage's webhooks come in bursts, all day; Vonage itself delivers what is throttled (429) again. */
const WEBHOOKS: Throttle = { rate: 500, burst: 1_000 };

/** The HTTP API at its domain's root: which route is served by which function, and how fast. */
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
    for (const origin of allowedOrigins) mustBeOrigin(origin);
    const api = new HttpApi(this, 'Http', {
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
    const stage = new HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: WEBHOOKS.rate, burstLimit: WEBHOOKS.burst },
    });

    const routes: [path: string, methods: HttpMethod[], handler: ServiceFunction, throttle: Throttle][] = [
      ['/', [GET], functions.pages, PEOPLE],
      ['/notify', [GET], functions.pages, PEOPLE],
      ['/desk', [GET], functions.pages, PEOPLE],
      ['/desk/{file+}', [GET], functions.pages, PEOPLE],
      ['/notify', [POST], functions.notify, PEOPLE],
      ['/notify/check', [POST], functions.pages, PEOPLE],
      ['/api/deliveries/{id}', [GET], functions.notify, PEOPLE],
      ['/support', [GET, POST], functions.inboundSms, WEBHOOKS],
      ['/update', [GET, POST], functions.deliveryReply, WEBHOOKS],
      ['/receipts', [GET, POST], functions.deliveryReceipt, WEBHOOKS],
      ['/api/jwt', [POST], functions.jwt, PEOPLE],
      ['/webhooks/answer', [GET, POST], functions.answer, WEBHOOKS],
      ['/webhooks/fallback', [GET, POST], functions.answer, WEBHOOKS],
      ['/webhooks/dtmf', [GET, POST], functions.dtmf, WEBHOOKS],
      ['/webhooks/route', [POST], functions.route, WEBHOOKS],
      ['/webhooks/event', [POST], functions.callEvent, WEBHOOKS],
      ['/api/tickets', [GET, POST], functions.tickets, PEOPLE],
      ['/api/tickets/{number}', [GET], functions.tickets, PEOPLE],
      ['/api/tickets/{number}/replies', [POST], functions.tickets, PEOPLE],
      ['/api/tickets/{number}/close', [POST], functions.tickets, PEOPLE],
      ['/api/tickets/{number}/reopen', [POST], functions.tickets, PEOPLE],
      ['/api/tickets/{number}/opt-out', [POST], functions.tickets, PEOPLE],
      ['/api/calls', [GET], functions.tickets, PEOPLE],
      ['/api/availability', [GET, POST], functions.agents, PEOPLE],
      ['/api/calls/{call}/recording', [GET], functions.tickets, PEOPLE],
    ];
    // Whose token it is, the function learns from the claims that API Gateway hands on.
    const authorizer = oidc && new HttpJwtAuthorizer('Issuer', oidc.issuer, { jwtAudience: oidc.audience });
    if (oidc) functions.jwt.addEnvironment('OIDC_CLAIM', oidc.claim);
    const integrations = new Map<ServiceFunction, HttpLambdaIntegration>();
    const made: HttpRoute[] = [];
    // CDK hands these on as they are: CloudFormation's own spelling.
    const settings: RouteSettings = {};
    for (const [path, methods, handler, throttle] of routes) {
      const integration = integrations.get(handler) ?? new HttpLambdaIntegration(handler.node.id, handler);
      integrations.set(handler, integration);
      const guard = path === '/api/jwt' && authorizer ? { authorizer } : {};
      made.push(...api.addRoutes({ path, methods, integration, ...guard }));
      for (const method of methods) {
        settings[`${method} ${path}`] = {
          ThrottlingRateLimit: throttle.rate,
          ThrottlingBurstLimit: throttle.burst,
        };
      }
    }
    this.configure(stage, made, settings);

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

  private configure(stage: HttpStage, routes: HttpRoute[], settings: RouteSettings): void {
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
    resource.routeSettings = settings;
    for (const route of routes) resource.node.addDependency(route);
  }
}

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
const REGISTERED: [name: string, path: string, use: string][] = [
  ['SupportUrl', '/support', 'Inbound SMS of the support number (the set-up command adds the token)'],
  ['UpdateUrl', '/update', 'Inbound SMS of the delivery number (the set-up command adds the token)'],
  ['ReceiptsUrl', '/receipts', 'Delivery receipts of the account (the set-up command adds the token)'],
  ['AnswerUrl', '/webhooks/answer', 'Answer URL of the voice application'],
  ['FallbackUrl', '/webhooks/fallback', 'Fallback answer URL of the voice application'],
  ['EventUrl', '/webhooks/event', 'Event URL of the voice application'],
  ['NotifyUrl', '/notify', 'Where staff and the shop send notifications'],
  ['JwtUrl', '/api/jwt', "Where agents' apps fetch their JWT"],
];
