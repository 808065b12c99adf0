import { App } from 'aws-cdk-lib';
import { FrontdeskStack } from '../lib/frontdesk-stack.ts';
import { oidcFrom } from '../lib/oidc.ts';

/**
 * `-c stackName=…` deploys a second desk beside the first; `-c allowedOrigins='["https://…"]'` lets pages call the API;
 * `-c oidcIssuer=https://… -c oidcAudience=… -c oidcClaim=… [-c oidcClientId=…]` lets agents sign in with your identity provider.
 */
const app = new App();
const origins: unknown = app.node.tryGetContext('allowedOrigins') ?? [];
const list: unknown = typeof origins === 'string' ? JSON.parse(origins) : origins;
if (!Array.isArray(list) || !list.every((origin) => typeof origin === 'string')) {
  throw new Error(
    'The context allowedOrigins must be a list of origins, such as ["https://desk.example.com"].',
  );
}
const stackName: unknown = app.node.tryGetContext('stackName');

new FrontdeskStack(app, typeof stackName === 'string' ? stackName : 'Frontdesk', {
  allowedOrigins: list,
  oidc: oidcFrom((name) => app.node.tryGetContext(name)),
  // Only the laptop's own start asks for it.
  simulator: app.node.tryGetContext('simulator') === true,
});
