import { App } from 'aws-cdk-lib';
import { EdgeStack, edgeFrom } from '../lib/edge-stack.ts';
import { FrontdeskStack } from '../lib/frontdesk-stack.ts';
import { oidcFrom } from '../lib/oidc.ts';

/**
 * `-c stackName=…` deploys a second desk beside the first; `-c allowedOrigins='["https://…"]'` lets pages call the API;
 * `-c edge=https://…` adds a second stack, in front of the API at that address, see docs/operations.md;
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
const chosenName: unknown = app.node.tryGetContext('stackName');
const stackName = typeof chosenName === 'string' ? chosenName : 'Frontdesk';

/** Only the laptop's own start asks for it, with where its console is. */
function simulatorFrom(context: unknown): boolean | string[] {
  return Array.isArray(context) ? context.map(String) : context === true;
}

new FrontdeskStack(app, stackName, {
  allowedOrigins: list,
  oidc: oidcFrom((name) => app.node.tryGetContext(name)),
  simulator: simulatorFrom(app.node.tryGetContext('simulator')),
});

const apiUrl = edgeFrom(app.node.tryGetContext('edge'));
if (apiUrl) new EdgeStack(app, `${stackName}Edge`, { apiUrl });
