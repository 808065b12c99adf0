import { describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { list, referred, referredIn, theStack } from './stack.ts';
import { stackFor } from './origins.ts';

const stack = theStack();

/** The contract: who serves what. */
const CONTRACT: Record<string, string> = {
  'GET /': 'pages',
  'GET /notify': 'pages',
  'GET /desk': 'pages',
  'GET /desk/{file+}': 'pages',
  'POST /notify': 'notify',
  'POST /notify/check': 'pages',
  'GET /api/deliveries/{id}': 'notify',
  'GET /support': 'inbound-sms',
  'POST /support': 'inbound-sms',
  'GET /update': 'delivery-reply',
  'POST /update': 'delivery-reply',
  'GET /receipts': 'delivery-receipt',
  'POST /receipts': 'delivery-receipt',
  'POST /api/jwt': 'jwt',
  'GET /webhooks/answer': 'answer',
  'POST /webhooks/answer': 'answer',
  'GET /webhooks/fallback': 'answer',
  'POST /webhooks/fallback': 'answer',
  'GET /webhooks/dtmf': 'dtmf',
  'POST /webhooks/dtmf': 'dtmf',
  'POST /webhooks/route': 'route',
  'POST /webhooks/event': 'call-event',
  'GET /api/availability': 'agents',
  'POST /api/availability': 'agents',
  'GET /api/tickets': 'tickets',
  'POST /api/tickets': 'tickets',
  'GET /api/tickets/{number}': 'tickets',
  'POST /api/tickets/{number}/replies': 'tickets',
  'POST /api/tickets/{number}/close': 'tickets',
  'POST /api/tickets/{number}/reopen': 'tickets',
  'POST /api/tickets/{number}/opt-out': 'tickets',
  'GET /api/calls': 'tickets',
  'GET /api/calls/{call}/recording': 'tickets',
};

const routes = stack.of('AWS::ApiGatewayV2::Route');
const [stage, ...otherStages] = stack.of('AWS::ApiGatewayV2::Stage');

const stageProperties = z.looseObject({
  StageName: z.string(),
  AutoDeploy: z.boolean(),
  DefaultRouteSettings: z.looseObject({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
  RouteSettings: z.record(
    z.string(),
    z.strictObject({ ThrottlingRateLimit: z.number(), ThrottlingBurstLimit: z.number() }),
  ),
  AccessLogSettings: z.object({ DestinationArn: z.unknown(), Format: z.string() }),
});
const made = stageProperties.parse(stage?.Properties);

describe('the routes', () => {
  test('are exactly the contract’s, each with its function', () => {
    const integrations = new Map(
      stack.of('AWS::ApiGatewayV2::Integration').map((found) => [found.id, found.Properties]),
    );
    const names = new Map([...stack.functions()].map(([name, { id }]) => [id, name]));
    const served = routes.map(({ Properties }) => {
      const integration =
        integrations.get(referred(Properties['Target'])) ??
        integrations.get(referredIn(Properties['Target']).at(-1) ?? '');
      return [
        String(Properties['RouteKey']),
        names.get(referred(integration?.['IntegrationUri'])) ?? 'nobody',
      ];
    });
    expect(Object.fromEntries(served)).toEqual(CONTRACT);
    expect(served).toHaveLength(Object.keys(CONTRACT).length);
  });

  test('reach functions by payload 2.0, so that bodies come as the bytes that were signed', () => {
    for (const { Properties } of stack.of('AWS::ApiGatewayV2::Integration')) {
      expect(Properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    }
  });
});

describe('the stage', () => {
  test('is the only one and has no prefix: the Kotlin app drops any base path', () => {
    expect(otherStages).toEqual([]);
    expect(made).toMatchObject({ StageName: '$default', AutoDeploy: true });
    expect(stack.of('AWS::ApiGatewayV2::ApiMapping')).toEqual([]);
  });

  test('throttles every route by name, and what has no name too', () => {
    expect(Object.keys(made.RouteSettings).sort()).toEqual(Object.keys(CONTRACT).sort());
    for (const limits of [made.DefaultRouteSettings, ...Object.values(made.RouteSettings)]) {
      expect(limits.ThrottlingRateLimit).toBeGreaterThan(0);
      expect(limits.ThrottlingBurstLimit).toBeGreaterThan(0);
    }
  });

  test('leaves room on every route: its throttle is everybody’s, so that garbage would shut agents and calls out', () => {
    const rate = (route: string) => made.RouteSettings[route]?.ThrottlingRateLimit ?? 0;
    for (const route of Object.keys(CONTRACT)) expect(rate(route)).toBeGreaterThanOrEqual(200);
    for (const webhook of ['POST /webhooks/answer', 'POST /webhooks/event', 'POST /support'])
      expect(rate(webhook)).toBeGreaterThanOrEqual(500);
  });

  test('is made after every route that its settings name', () => {
    expect(list(stage?.DependsOn)).toEqual(expect.arrayContaining(routes.map(({ id }) => id)));
  });
});

describe('the access log', () => {
  const format = z.record(z.string(), z.string()).parse(JSON.parse(made.AccessLogSettings.Format));

  test('is one JSON object a request, kept for a while', () => {
    const group = stack
      .of('AWS::Logs::LogGroup')
      .find(({ id }) => id === referred(made.AccessLogSettings.DestinationArn));
    expect(group?.Properties['RetentionInDays']).toBeGreaterThan(0);
    expect(Object.values(format)).toEqual(
      expect.arrayContaining(['$context.requestId', '$context.routeKey', '$context.status']),
    );
  });

  test('tells nothing of the caller: no address, no path as asked, no query, no token', () => {
    for (const value of Object.values(format)) {
      expect(value).toMatch(/^\$context\.\w+(\.\w+)*$/);
      expect(value).not.toMatch(
        /sourceIp|identity|querystring|path|userAgent|authorizer|extendedRequestId|domain/i,
      );
    }
  });

  test.each(stack.of('AWS::Logs::LogGroup').map(({ id, Properties }) => [id, Properties] as const))(
    '%s is kept for a bounded time',
    (_id, properties) => {
      expect(properties['RetentionInDays']).toEqual(expect.any(Number));
    },
  );
});

describe('CORS', () => {
  const cors = (origins: string[]) =>
    stackFor(origins).of('AWS::ApiGatewayV2::Api')[0]?.Properties['CorsConfiguration'];

  test('is off by default', () => {
    expect(cors([])).toBeUndefined();
    expect(stack.raw.match(/allow-origin/i)).toBeNull();
  });

  test('lets in the configured origins and no other, without credentials', () => {
    const allowed = ['https://desk.example.com', 'http://127.0.0.1:3001'];
    const given = z
      .looseObject({
        AllowOrigins: z.array(z.string()),
        AllowMethods: z.array(z.string()),
        AllowHeaders: z.array(z.string()),
      })
      .parse(cors(allowed));
    expect(given.AllowOrigins).toEqual(allowed);
    expect(given['AllowCredentials'] ?? false).toBe(false);
    expect(JSON.stringify(given)).not.toContain('*');
    expect(given.AllowHeaders).toEqual(expect.arrayContaining(['authorization', 'content-type']));
  });

  test.each([
    '*',
    'https://*',
    'https://*.example.com',
    'null',
    '',
    'desk.example.com',
    'https://desk.example.com/',
    'https://desk.example.com/app',
    'javascript:alert(1)',
  ])('an origin such as %p stops the synthesis and is named', (origin) => {
    expect(() => stackFor(['https://desk.example.com', origin])).toThrow(/origin/);
  });
});

describe('the outputs', () => {
  const paths: Record<string, string> = {
    SupportUrl: '/support',
    UpdateUrl: '/update',
    ReceiptsUrl: '/receipts',
    AnswerUrl: '/webhooks/answer',
    FallbackUrl: '/webhooks/fallback',
    EventUrl: '/webhooks/event',
  };

  test('hold every URL that an owner registers, at the domain’s root', () => {
    for (const [name, path] of Object.entries(paths)) {
      expect(JSON.stringify(stack.outputs[name])).toContain(`${path}"`);
      expect(JSON.stringify(stack.outputs[name])).toContain('ApiEndpoint');
    }
    expect(JSON.stringify(stack.outputs['ApiUrl'])).not.toMatch(/\/"\]/);
  });

  test('never hold a token, and name each table and secret', () => {
    const said = JSON.stringify(stack.outputs);
    expect(said).not.toMatch(/\?|token|resolve:|SecretString/i);
    for (const { id } of [...stack.of('AWS::DynamoDB::Table'), ...stack.of('AWS::SecretsManager::Secret')]) {
      expect(referredIn(stack.outputs)).toContain(id);
    }
  });
});
