import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FrontdeskStack } from '../../lib/frontdesk-stack.ts';
import { Synthesized } from './stack.ts';

/** The stack for these allowed origins, without its bundles. */
export function stackFor(allowedOrigins: string[]): Synthesized {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return new Synthesized(
    Template.fromStack(new FrontdeskStack(app, 'Frontdesk', { allowedOrigins })).toJSON(),
  );
}
