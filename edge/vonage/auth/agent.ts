import { ClientError } from '../../../desk/client-error.ts';
import { agentNamed } from '../../aws/dynamodb/agents.ts';
import { isOfKey, verifyAgentJwt } from './agent-jwt.ts';
import { webhookSecrets } from '../../aws/secrets.ts';
import { setupMissing } from '../../aws/setup-missing.ts';
import type { Request } from '../../http/handler.ts';

/**
 * The name of the agent who calls, proven by a JWT from /api/jwt and still on the roster.
 *
 * @throws ClientError 401 without a valid token, or with one that was got with an earlier key, 403 for an agent who was removed
 */
export async function authenticateAgent(request: Request): Promise<string> {
  const { publicKey, applicationId } = await webhookSecrets();
  const authorization = request.headers['authorization'];
  const proof = await verifyAgentJwt({ authorization, publicKey, applicationId, now: Date.now() });
  if (!proof.ok) {
    const isOurFault = proof.reason === 'no-secret' || proof.reason === 'unusable-key';
    throw isOurFault ? setupMissing('PROOFS_SECRET') : signInAgain(proof.reason);
  }
  const agent = await agentNamed(proof.agent);
  if (!agent) throw new ClientError(403, 'agent-removed', 'You are not on the roster of agents any more.');
  if (!isOfKey(proof.jti, agent.keyHash)) throw signInAgain('token-of-old-key');
  return agent.name;
}

const signInAgain = (reason: string): ClientError =>
  new ClientError(401, reason, 'Sign in again: send a valid token of /api/jwt as "Authorization: Bearer …".');
