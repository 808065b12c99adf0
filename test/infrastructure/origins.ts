import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FrontdeskStack } from '../../lib/frontdesk-stack.ts';
import type { Oidc } from '../../lib/oidc.ts';
import { Synthesized } from './stack.ts';

/** The stack for these allowed origins and this issuer, without its bundles. */
export function stackFor(allowedOrigins: string[], oidc?: Oidc): Synthesized {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new Synthesized(
    Template.fromStack(new FrontdeskStack(app, 'Frontdesk', { allowedOrigins, oidc })).toJSON(),
  );
}
