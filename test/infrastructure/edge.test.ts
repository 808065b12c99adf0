import { describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';
import { EdgeStack, edgeFrom } from '../../lib/edge-stack.ts';
import { onThisMachine } from '../../local/synthesize.ts';
import { referred, Synthesized, theStack } from './stack.ts';

const API = 'https://abc123.execute-api.ap-northeast-1.amazonaws.com';
const made = new EdgeStack(new App(), 'FrontdeskEdge', { apiUrl: API });
const stack = new Synthesized(Template.fromStack(made).toJSON());
const [distribution] = stack.of('AWS::CloudFront::Distribution');
const [acl] = stack.of('AWS::WAFv2::WebACL');

const rule = z.looseObject({
  Name: z.string(),
  Action: z.unknown(),
  Statement: z.strictObject({
    RateBasedStatement: z.strictObject({
      Limit: z.number(),
      EvaluationWindowSec: z.number(),
      AggregateKeyType: z.string(),
      ScopeDownStatement: z.unknown(),
    }),
  }),
});
const rules = z.array(rule).parse(acl?.Properties['Rules']);

describe('the context edge', () => {
  test('is off by default: the desk’s own stack has nothing of it', () => {
    expect(edgeFrom(undefined)).toBeUndefined();
    expect(edgeFrom('')).toBeUndefined();
    for (const type of ['AWS::CloudFront::Distribution', 'AWS::WAFv2::WebACL'])
      expect(theStack().of(type)).toEqual([]);
  });

  test('is the API’s address', () => {
    expect(edgeFrom(API)).toBe(API);
    expect(edgeFrom(`${API}/`)).toBe(API);
  });

  test.each([
    'waf',
    'true',
    true,
    7,
    'abc123.execute-api.eu-west-1.amazonaws.com',
    'http://x.example',
    `${API}/desk`,
    `${API}?a=1`,
    'https://u:p@x.example',
    'https://x.example:8443',
    '${Token[TOKEN.1]}',
  ])('as %p stops the synthesis with a sentence', (context) =>
    expect(() => edgeFrom(context)).toThrow(/ApiUrl.*such as https:.*deploy the desk first/),
  );
});

test('the laptop leaves it out, whoever asks for it, and says so', () => {
  const { context, leftOut } = onThisMachine({ simulator: true, edge: API });
  expect(context).toEqual({ simulator: true });
  expect(leftOut).toEqual([expect.stringMatching(/^Left out: the edge .*\.$/)]);
  for (const without of [{}, { edge: '' }]) expect(onThisMachine(without).leftOut).toEqual([]);
});

describe('the distribution', () => {
  const behavior = z
    .looseObject({ DefaultCacheBehavior: z.looseObject({}), Origins: z.array(z.looseObject({})) })
    .parse(distribution?.Properties['DistributionConfig']);

  test('is in us-east-1, where its web ACL must be, wherever the API is', () => {
    expect(made.region).toBe('us-east-1');
    expect(acl?.Properties['Scope']).toBe('CLOUDFRONT');
    expect(referred(behavior['WebACLId'])).toBe(acl?.id);
  });

  test('hands every request on as it came, but for the host’s name, and keeps no answer', () => {
    expect(behavior.DefaultCacheBehavior).toMatchObject({
      // AWS's own CachingDisabled and AllViewerExceptHostHeader.
      CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
      OriginRequestPolicyId: 'b689b0a8-53d0-40ab-baf2-68738e2966ac',
      AllowedMethods: expect.arrayContaining(['GET', 'POST', 'OPTIONS']),
      ViewerProtocolPolicy: 'redirect-to-https',
      Compress: false,
    });
    expect(behavior['CacheBehaviors']).toBeUndefined();
    expect(behavior.Origins).toMatchObject([
      { DomainName: new URL(API).host, CustomOriginConfig: { OriginProtocolPolicy: 'https-only' } },
    ]);
    expect(behavior.Origins[0]?.['OriginPath'] ?? '').toBe('');
  });

  test('tells where it is', () => expect(Object.keys(stack.outputs)).toEqual(['EdgeUrl']));
});

describe('the web ACL', () => {
  const [signIn, others] = rules;

  test('lets everything pass but what one address sends too much of, and says when to come back', () => {
    expect(acl?.Properties['DefaultAction']).toEqual({ Allow: {} });
    expect(rules.map(({ Name }) => Name)).toEqual(['sign-in', 'everything-else']);
    for (const { Action, Statement } of rules) {
      expect(Statement.RateBasedStatement).toMatchObject({
        AggregateKeyType: 'IP',
        EvaluationWindowSec: 300,
      });
      expect(Action).toMatchObject({
        Block: { CustomResponse: { ResponseCode: 429, ResponseHeaders: [{ Name: 'retry-after' }] } },
      });
    }
  });

  test('limits guesses at the sign-in, however its path is spelt', () => {
    expect(signIn?.Statement.RateBasedStatement.ScopeDownStatement).toMatchObject({
      ByteMatchStatement: {
        SearchString: '/api/jwt',
        PositionalConstraint: 'EXACTLY',
        TextTransformations: [{ Type: 'URL_DECODE' }],
      },
    });
  });

  test('leaves an office of agents room, and never counts Vonage’s webhooks', () => {
    // 80 desks that are open, 45 requests a minute each.
    expect(others?.Statement.RateBasedStatement.Limit).toBeGreaterThanOrEqual(80 * 45 * 5);
    const exempt = JSON.stringify(others?.Statement.RateBasedStatement.ScopeDownStatement);
    expect(exempt).toMatch(/^\{"NotStatement":\{"Statement":\{"OrStatement"/);
    const webhooks = theStack()
      .of('AWS::ApiGatewayV2::Route')
      .map(({ Properties }) => String(Properties['RouteKey']).split(' ')[1] ?? '')
      .filter((path) => /^\/(webhooks\/|support$|update$|receipts$)/.test(path));
    expect(webhooks.length).toBeGreaterThanOrEqual(8);
    for (const path of webhooks) {
      const rule = path.startsWith('/webhooks/') ? '"/webhooks/"' : `"${path}"`;
      expect(exempt).toContain(`"SearchString":${rule}`);
    }
  });

  test('keeps no samples of requests, in whose URLs tokens and texts stand', () => {
    expect(JSON.stringify(acl?.Properties)).not.toContain('"SampledRequestsEnabled":true');
  });
});
