import { ClientError } from '../../../desk/client-error.ts';
import { agentNamed } from '../../aws/dynamodb/agents.ts';
import { isOfKey, verifyAgentJwt } from './agent-jwt.ts';
import { webhookSecrets } from '../../aws/secrets.ts';
import { setupMissing } from '../../aws/setup-missing.ts';
import type { Request } from '../../http/handler.ts';

/**
 * Authenticates an agent by a JWT from /api/jwt, and returns the agent's name as on the roster.
 *
 * @throws ClientError 401 without a valid token, or with one that was issued for an earlier key, 403 for an agent who was
 *   removed
 */
export async function authenticateAgent(request: Request): Promise<string> {
  const { publicKey, applicationId } = await webhookSecrets();
  const authorization = request.headers['authorization'];
  const verification = await verifyAgentJwt({ authorization, publicKey, applicationId, now: Date.now() });
  if (!verification.ok) {
    const { reason } = verification;
    const isOurFault = reason === 'no-secret' || reason === 'unusable-key';
    throw isOurFault ? setupMissing('PROOFS_SECRET') : signInAgain(reason);
  }
  const agent = await agentNamed(verification.agent);
  if (!agent) throw new ClientError(403, 'agent-removed', 'You are not on the roster of agents any more.');
  if (!isOfKey(verification.jti, agent.keyHash)) throw signInAgain('token-of-old-key');
  return agent.name;
}

const signInAgain = (reason: string): ClientError =>
  new ClientError(401, reason, 'Sign in again: send a valid token of /api/jwt as "Authorization: Bearer …".');
