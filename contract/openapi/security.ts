import type { Authentication } from '../routes.ts';
import type { Json } from './operation.ts';

export const SECURITY_SCHEMES: Record<string, Json> = {
  notifyKey: {
    type: 'http',
    scheme: 'bearer',
    description: 'The notify key, which set-up shows. In the form of `/notify` it is the field `key`.',
  },
  agentJwt: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An agent’s token of `POST /api/jwt`.',
  },
  oidc: {
    type: 'openIdConnect',
    openIdConnectUrl: 'https://id.example.com/.well-known/openid-configuration',
    description: 'A token of the identity provider, where one was configured at deployment.',
  },
  webhookToken: {
    type: 'apiKey',
    in: 'query',
    name: 'token',
    description: 'The unguessable token in every URL that set-up registers at Vonage.',
  },
  smsSignature: {
    type: 'apiKey',
    in: 'query',
    name: 'sig',
    description: 'Vonage’s signature over all parameters, with `timestamp`; by POST it is in the body.',
  },
  vonageJwt: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Vonage’s signed webhook: HS256 by the signature secret, with the hash of the body.',
  },
  urlMac: {
    type: 'apiKey',
    in: 'query',
    name: 'mac',
    description: 'Our MAC over path and parameters of a URL that an NCCO handed out.',
  },
};

/** One of these is enough; `{}` is none, where the body authenticates or nothing does. */
export const SECURITY: Record<Authentication, Record<string, string[]>[]> = {
  none: [],
  'notify-key': [{ notifyKey: [] }],
  'agent-key': [{}, { oidc: [] }],
  agent: [{ agentJwt: [] }],
  'sms-webhook': [
    { webhookToken: [] },
    { smsSignature: [] },
    { webhookToken: [], smsSignature: [] },
    { vonageJwt: [] },
  ],
  'voice-webhook': [{ vonageJwt: [] }, { vonageJwt: [], webhookToken: [] }, { vonageJwt: [], urlMac: [] }],
};
