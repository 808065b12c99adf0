import { environment } from './environment.ts';

/**
 * Replaces the AWS SDK's chain of credential providers when the functions are bundled: in a Lambda the credentials are
 * always in the environment, and the chain (SSO, STS, files) is a third of the bundle.
 */
export const defaultProvider = () => () =>
  Promise.resolve({
    accessKeyId: environment('AWS_ACCESS_KEY_ID'),
    secretAccessKey: environment('AWS_SECRET_ACCESS_KEY'),
    sessionToken: process.env['AWS_SESSION_TOKEN'],
  });
