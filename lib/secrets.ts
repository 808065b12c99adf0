import { RemovalPolicy } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';

/** The environment variables by which functions learn the secrets' ARNs. */
export const SECRETS = { vonage: 'VONAGE_SECRET', proofs: 'PROOFS_SECRET' } as const;

export type SecretName = keyof typeof SECRETS;

/** Two secrets, so that a function gets only what it needs. The set-up command writes them; until then nothing opens. */
export class Secrets extends Construct implements Record<SecretName, Secret> {
  /** The service's credentials at Vonage: API key and secret, application id and private key. */
  readonly vonage: Secret;
  /** What others are authenticated with: signature secret, webhook token, notify key, the agents' public key. */
  readonly proofs: Secret;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.vonage = this.secret('Vonage', 'What Vonage knows the desk by; written by the set-up command.');
    this.proofs = this.secret(
      'Proofs',
      'What webhooks, the shop and agents prove themselves with; written by the set-up command.',
    );
  }

  private secret(id: string, description: string): Secret {
    return new Secret(this, id, { description, removalPolicy: RemovalPolicy.RETAIN });
  }
}
