import { CfnOutput, Stack } from 'aws-cdk-lib';
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  HttpVersion,
  OriginProtocolPolicy,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

/** Where AWS takes web ACLs for CloudFront, whatever region the API is in. */
const REGION = 'us-east-1';

/** Requests of one address in five minutes. */
const WINDOW_SECONDS = 300;
/** All agents of an office may share one address, and sign in at the same hour. */
const SIGN_INS = 300;
/** A desk that is open asks up to 45 times a minute: 80 of them behind one address. */
const REQUESTS = 20_000;

/** Vonage's own: they come from few addresses, in bursts, and prove themselves. */
const WEBHOOKS: [path: string, match: 'STARTS_WITH' | 'EXACTLY'][] = [
  ['/webhooks/', 'STARTS_WITH'],
  ['/support', 'EXACTLY'],
  ['/update', 'EXACTLY'],
  ['/receipts', 'EXACTLY'],
];

/**
 * CloudFront with a web ACL, in front of an API that is deployed: a flood from one address is stopped before it uses up
 * what everybody shares. A stack of its own, because its web ACL must be in us-east-1; it knows no more of the desk than
 * the address.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { apiUrl }: { apiUrl: string }) {
    super(scope, id, {
      description: 'frontdesk: CloudFront and WAF in front of the API',
      env: { region: REGION },
    });
    const distribution = new Distribution(this, 'Distribution', {
      comment: 'frontdesk',
      httpVersion: HttpVersion.HTTP2_AND_3,
      webAclId: this.webAcl().attrArn,
      defaultBehavior: {
        origin: new HttpOrigin(new URL(apiUrl).host, { protocolPolicy: OriginProtocolPolicy.HTTPS_ONLY }),
        viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        allowedMethods: AllowedMethods.ALLOW_ALL,
        // Every request reaches the API as it was sent, but for the name: query, body and headers are what was signed.
        cachePolicy: CachePolicy.CACHING_DISABLED,
        originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        compress: false,
      },
    });
    new CfnOutput(this, 'EdgeUrl', {
      value: `https://${distribution.distributionDomainName}`,
      description: 'Where people find the desk',
    }).overrideLogicalId('EdgeUrl');
  }

  private webAcl(): CfnWebACL {
    const isWebhook = WEBHOOKS.map(([path, match]) => pathIs(path, match));
    return new CfnWebACL(this, 'WebAcl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      description: 'frontdesk: requests per address',
      customResponseBodies: {
        [SLOW_DOWN]: {
          contentType: 'APPLICATION_JSON',
          content: JSON.stringify({
            error: 'Too many requests came from your address: wait a few minutes, then try again.',
          }),
        },
      },
      rules: [
        perAddress('sign-in', 0, SIGN_INS, pathIs('/api/jwt', 'EXACTLY')),
        perAddress('everything-else', 1, REQUESTS, {
          notStatement: { statement: { orStatement: { statements: isWebhook } } },
        }),
      ],
      visibilityConfig: visibility('frontdesk'),
    });
  }
}

const SLOW_DOWN = 'slow-down';

function perAddress(
  name: string,
  priority: number,
  limit: number,
  scopeDownStatement: CfnWebACL.StatementProperty,
): CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    statement: {
      rateBasedStatement: {
        limit,
        evaluationWindowSec: WINDOW_SECONDS,
        aggregateKeyType: 'IP',
        scopeDownStatement,
      },
    },
    action: {
      block: {
        customResponse: {
          responseCode: 429,
          customResponseBodyKey: SLOW_DOWN,
          responseHeaders: [{ name: 'retry-after', value: String(WINDOW_SECONDS) }],
        },
      },
    },
    visibilityConfig: visibility(`frontdesk-${name}`),
  };
}

/** API Gateway finds the route by the decoded path: `/api/%6awt` is `/api/jwt`. */
const pathIs = (path: string, match: 'STARTS_WITH' | 'EXACTLY'): CfnWebACL.StatementProperty => ({
  byteMatchStatement: {
    fieldToMatch: { uriPath: {} },
    positionalConstraint: match,
    searchString: path,
    textTransformations: [{ priority: 0, type: 'URL_DECODE' }],
  },
});

/** Counted, but without samples: they would show whole URLs, in which tokens, texts and numbers stand. */
const visibility = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  cloudWatchMetricsEnabled: true,
  sampledRequestsEnabled: false,
  metricName,
});

/**
 * The API's address by the CDK context `edge`; undefined where nothing is to be put in front.
 *
 * @throws Error that says what to write
 */
export function edgeFrom(context: unknown): string | undefined {
  if (context === undefined || context === '') return undefined;
  const written = typeof context === 'string' ? context : '';
  const isOrigin =
    /^https:/.test(written) &&
    URL.canParse(written) &&
    new URL(written).origin === written.replace(/\/$/, '');
  if (!isOrigin || new URL(written).port !== '') {
    throw new Error(
      'The context edge must be the ApiUrl that the deployment wrote, such as https://abc123.execute-api.eu-west-1.amazonaws.com: deploy the desk first.',
    );
  }
  return new URL(written).origin;
}
