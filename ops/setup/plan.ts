import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Region } from './regions.ts';
import type { HttpPorts } from './vonage-http.ts';

/** The owner's choices, and the deployed stack's outputs. */
export interface Plan {
  /** The stack's outputs, as `cdk deploy --outputs-file` writes them. */
  outputs: Record<string, string>;
  apiKey: string;
  apiSecret: string;
  /** Business numbers, E.164 digits; one number may serve all uses. */
  support: string;
  delivery: string;
  voice: string;
  /** The business name in texts and pages; absent: unchanged. */
  business?: string | undefined;
  signatureSecret: string;
  /** Absent: unchanged, `sha256` at the first set-up. */
  signatureMethod?: 'md5hash' | 'md5' | 'sha1' | 'sha256' | 'sha512' | undefined;
  /**
   * What authenticates SMS webhooks. Vonage signs them only after its support has enabled it. Absent: unchanged,
   * `token` at the first set-up.
   */
  smsProof?: 'token' | 'signature' | 'both' | undefined;
  /** Whether one shared key authenticates every agent at /api/jwt, as in the tutorial. */
  sharedKey: boolean;
  /** Vonage's region for calls and users; absent: unchanged. */
  region?: Region | undefined;
  /** Hosts instead of Vonage's own: those of the simulated Vonage. */
  restHost?: string;
  apiHost?: string;
}

/** What set-up talks to; tests pass their own. */
export interface SetUpPorts extends Partial<HttpPorts> {
  secrets: SecretsManagerClient;
  dynamodb: DynamoDBDocumentClient;
  /** Reports each step before it begins. */
  onStep: (step: string) => void;
  /** Milliseconds since 1970. */
  now?: () => number;
}

/** The result of a set-up. */
export interface SetUp {
  applicationId: string;
  notifyKey: string;
  webhookToken: string;
  mobileApiKey?: string;
}

/** @throws Error when the stack is older than this command */
export function stackOutput({ outputs }: Plan, name: string): string {
  const value = outputs[name];
  if (value === undefined)
    throw new Error(`The stack has no output ${name}: deploy it again with npm run deploy.`);
  return value;
}
